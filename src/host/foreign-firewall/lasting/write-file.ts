import { mkdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { replaceFile, syncDirectory } from '@vpcctl/journal';
import { VpcctlError } from '@vpcctl/sdk';

/**
 * Writes a file of another program in one step, so that a crash leaves the old text or the new one.
 * Its owner and mode stay. A text of null removes the file.
 * @throws VpcctlError `HOST_STEP_FAILED`
 */
export function writeFile(path: string, text: string | null): void {
  try {
    if (text === null) remove(path);
    else replace(path, text);
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

function remove(path: string): void {
  rmSync(path, { force: true });
  syncDirectory(dirname(path));
}

function replace(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  const before = statSync(path, { throwIfNoEntry: false });
  const owned = before && { mode: before.mode & 0o7777, owner: before };
  replaceFile(fileBehind(path), text, owned ?? { mode: 0o644 });
}

/** Where the name is a link, the file that it leads to is written. */
export function fileBehind(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
