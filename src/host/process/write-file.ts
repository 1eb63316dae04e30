import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { VpcctlError } from '@vpcctl/sdk';

/**
 * Writes a file of another program in one step, so that a crash leaves the old text or the new one.
 * Its owner and mode stay. A text of null removes the file.
 * @throws VpcctlError `HOST_STEP_FAILED`
 */
export function writeFile(path: string, text: string | null): void {
  try {
    if (text === null) rmSync(path, { force: true });
    else replace(path, text);
    syncDirectory(dirname(path));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new VpcctlError(`${path} cannot be ${text === null ? 'removed' : 'written'}: ${reason}`, {
      code: 'HOST_STEP_FAILED',
      category: 'host',
      hints: ['check that its directory can be written'],
      cause,
    });
  }
}

function replace(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  const before = statSync(path, { throwIfNoEntry: false });
  // Where the name is a link, the file that it leads to is replaced.
  const file = before === undefined ? path : realpathSync(path);
  // No program loads a file of this name.
  const fresh = join(dirname(file), `.${basename(file)}.vpcctl-new`);
  rmSync(fresh, { force: true });
  writeFileSync(fresh, text, { mode: 0o600, flag: 'wx', flush: true });
  chmodSync(fresh, before === undefined ? 0o644 : before.mode & 0o7777);
  if (before !== undefined) chownSync(fresh, before.uid, before.gid);
  renameSync(fresh, file);
}

function syncDirectory(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
