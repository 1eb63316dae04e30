import { closeSync, fstatSync, mkdtempSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { openInput } from '../../../../src/host/process/input-file.js';

describe('openInput', () => {
  it('has the text from its beginning, and no name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const descriptor = openInput(text);
        // Read as a program would: from the descriptor's offset.
        const read = readFileSync(descriptor, 'utf8');
        const { nlink } = fstatSync(descriptor);
        closeSync(descriptor);
        expect(read).toBe(Buffer.from(text).toString());
        expect(nlink).toBe(0);
      }),
      { numRuns: 30 },
    );
  });

  it('leaves nothing behind', () => {
    const directory = mkdtempSync(join(tmpdir(), 'vpcctl-input-test-'));
    vi.stubEnv('TMPDIR', directory);
    const descriptor = openInput('x');
    vi.unstubAllEnvs();
    closeSync(descriptor);
    expect(readdirSync(directory)).toEqual([]);
    rmdirSync(directory);
  });
});
