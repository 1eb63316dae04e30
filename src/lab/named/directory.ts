import { lstatSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { VpcctlError } from '@vpcctl/sdk';
import { dangerIn } from '../../host/record/index.js';

/**
 * Where the records of a user's named labs are: below the user's runtime directory, which the host
 * empties at a restart. Root of a lab thus has the labs that were made in that lab.
 */
export function directoryOfLabs(
  environment: NodeJS.ProcessEnv = process.env,
  uid: number = process.geteuid?.() ?? 0,
): string {
  if (uid === 0) return '/run/vpcctl-labs';
  const runtime = environment['XDG_RUNTIME_DIR'] ?? '';
  return isOwn(runtime, uid) ? join(runtime, 'vpcctl-labs') : `/tmp/vpcctl-labs-${uid}`;
}

/** After `su` the variable may name the directory of another user. */
function isOwn(directory: string, uid: number): boolean {
  if (!isAbsolute(directory)) return false;
  const stats = lstatSync(directory, { throwIfNoEntry: false });
  return stats?.isDirectory() === true && stats.uid === uid && (stats.mode & 0o022) === 0;
}

/**
 * Refuses a directory of records that another user could change: a record says which process is
 * entered, and ended.
 * @throws VpcctlError `LABS_UNSAFE`
 */
export function checkDirectory(directory: string): void {
  const danger = dangerIn(directory);
  if (danger === null) return;
  throw new VpcctlError(`the records of named labs are not safe: ${danger}`, {
    code: 'LABS_UNSAFE',
    category: 'environment',
    hints: [`remove ${directory}, or set XDG_RUNTIME_DIR to a directory of your own`],
  });
}
