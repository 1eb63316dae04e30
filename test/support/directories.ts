import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';

const made: string[] = [];

/** A new directory on the disk, removed when the test file is done. */
export function newDirectory(prefix: string): string {
  return make(tmpdir(), prefix);
}

/** A new directory in memory, as long: thousands of fsyncs to a disk would take minutes. */
export function newMemoryDirectory(prefix: string): string {
  return make(existsSync(MEMORY) ? MEMORY : tmpdir(), prefix);
}

/** Removes them all; test/support/setup.ts calls it after each test file. */
export function removeDirectories(): void {
  for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true });
}

function make(where: string, prefix: string): string {
  const path = mkdtempSync(join(where, prefix));
  made.push(path);
  return path;
}
