import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { plainSha256, sha256 } from '../../../../journal/src/entry/sha256.js';

const expected = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

it('a hash in plain JavaScript is that of node:crypto, at each length around a block', () => {
  for (let length = 0; length <= 200; length += 1) {
    const bytes = Buffer.alloc(length, length);
    expect(plainSha256(bytes), String(length)).toBe(expected(bytes));
  }
});

it('a hash in plain JavaScript is that of node:crypto, whatever the bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
      expect(plainSha256(Buffer.from(bytes))).toBe(expected(bytes));
    }),
  );
});

it('short texts, long texts and bytes have the same hash by either way', () => {
  for (const text of ['', 'ä€😀', 'x'.repeat(3000), 'y'.repeat(100_000), 'z']) {
    expect(sha256(text)).toBe(expected(Buffer.from(text)));
    expect(sha256(Buffer.from(text))).toBe(expected(Buffer.from(text)));
  }
});
