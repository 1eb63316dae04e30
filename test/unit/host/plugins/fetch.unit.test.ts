import { chmodSync, closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { fetchPlugin } from '../../../../src/host/plugins/fetch.js';
import { newMemoryDirectory } from '../../../support/directories.js';

it('npm inherits the lock of the store, and keeps it where vpcctl is killed', async () => {
  const directory = newMemoryDirectory('vpcctl-fetch-');
  const tree = join(directory, 'tree');
  mkdirSync(tree);
  const npm = join(directory, 'npm');
  writeFileSync(npm, `#!/bin/sh\nreadlink /proc/$$/fd/3 >${directory}/inherited\nexit 1\n`);
  chmodSync(npm, 0o755);
  vi.stubEnv('PATH', `${directory}:${process.env['PATH']}`);
  const lock = openSync(tree, 'r');
  try {
    await expect(fetchPlugin('lamp', tree, { lock })).rejects.toThrow('npm');
  } finally {
    closeSync(lock);
    vi.unstubAllEnvs();
  }
  expect(readFileSync(join(directory, 'inherited'), 'utf8')).toBe(`${tree}\n`);
});
