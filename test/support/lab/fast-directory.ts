import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';

const MEMORY = '/dev/shm';

const directories: string[] = [];
afterEach(() => {
  for (const path of directories.splice(0)) rmSync(path, { recursive: true, force: true });
});

/** A directory in memory, removed after the test: thousands of fsyncs to a disk would take minutes. */
export function fastDirectory(): string {
  const path = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'vpcctl-time-'));
  directories.push(path);
  return path;
}
