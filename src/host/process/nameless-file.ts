import { closeSync, constants, openSync } from 'node:fs';
import { tmpdir } from 'node:os';

/**
 * File systems in memory, which have files without names: for a host whose disk is full, where a
 * rollback must work, too, and for a directory that has no such files.
 */
const MEMORY = ['/dev/shm', '/run'];

/** O_TMPFILE of Linux, which Node does not list, see open(2). */
const O_TMPFILE = 0o20_000_000 | constants.O_DIRECTORY;

/**
 * Opens a temporary file to read and write. It never has a name, so a command that is killed leaves
 * nothing.
 * @param flags added to those of open(2)
 * @param fill writes to it; where that fails, it is tried in memory
 * @returns the descriptor; the caller closes it
 * @throws the system's error of the directory for temporary files
 */
export function openNameless(flags: number, fill: (descriptor: number) => void): number {
  const errors: unknown[] = [];
  for (const directory of [tmpdir(), ...MEMORY]) {
    try {
      return openFilled(directory, flags, fill);
    } catch (error) {
      errors.push(error);
    }
  }
  throw errors[0];
}

function openFilled(directory: string, flags: number, fill: (fd: number) => void): number {
  const descriptor = openSync(directory, O_TMPFILE | constants.O_RDWR | flags, 0o600);
  try {
    fill(descriptor);
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}
