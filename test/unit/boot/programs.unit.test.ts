import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { checkBootPrograms } from '../../../src/boot/boot.js';
import { newMemoryDirectory } from '../../support/directories.js';

let root: string;
beforeEach(() => {
  root = join(newMemoryDirectory('vpcctl-boot-'), 'above', 'vpcctl');
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(join(root, 'dist', 'engine.cjs'), '');
});

describe('a unit that systemd runs as root', () => {
  it('may run files that only their owner may change', () => {
    expect(() => checkBootPrograms(root)).not.toThrow();
  });

  it.each(['dist/engine.cjs', 'dist', '.', '..'])('is refused where all may write: %s', (path) => {
    chmodSync(join(root, path), 0o777);
    expect(() => checkBootPrograms(root)).toThrow(
      expect.objectContaining({
        code: 'BOOT_UNSAFE',
        message: expect.stringContaining(join(root, path)),
      }),
    );
  });
});
