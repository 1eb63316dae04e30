import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { dropPrivileges } from '../../../../src/host/plugins/fetch.js';
import { newMemoryDirectory } from '../../../support/directories.js';

it('no file of a plugin keeps set-user-ID or set-group-ID, and the other bits stay', () => {
  const directory = newMemoryDirectory('vpcctl-set-id-');
  mkdirSync(join(directory, 'a/b'), { recursive: true });
  const modes = [0o6755, 0o4711, 0o2640, 0o755, 0o600];
  const files = modes.map((mode, index) => {
    const file = join(directory, 'a/b', `${index}`);
    writeFileSync(file, '');
    chmodSync(file, mode);
    return file;
  });
  dropPrivileges(directory);
  expect(files.map((file) => statSync(file).mode & 0o7777)).toEqual([
    ...[0o755, 0o711, 0o640, 0o755, 0o600],
  ]);
});
