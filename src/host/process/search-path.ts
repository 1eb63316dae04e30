import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where ip, nft and tc live on Debian; `su` without `-` leaves them out of root's PATH. */
const SYSTEM_DIRECTORIES = ['/usr/sbin', '/sbin', '/usr/bin', '/bin'];

/** PATH with the system's own directories at its end, where they are missing. */
export function searchPath(environment: NodeJS.ProcessEnv = process.env): string {
  const own = (environment['PATH'] ?? '').split(delimiter).filter((directory) => directory !== '');
  return [...new Set([...own, ...SYSTEM_DIRECTORIES])].join(delimiter);
}

/**
 * The file that `program` (a name, or a path) would be started from, or null. Only looks for it.
 */
export function findProgram(program: string, path: string = searchPath()): string | null {
  const isPath = program.includes('/');
  const files = isPath ? [program] : path.split(delimiter).map((each) => join(each, program));
  return files.find(isExecutable) ?? null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
