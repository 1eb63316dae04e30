import { isDeepStrictEqual } from 'node:util';
import { isSameJson } from '@vpcctl/sdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';

test('equals what isDeepStrictEqual says of JSON', () => {
  const small = fc
    .jsonValue({ maxDepth: 3 })
    .map((value): unknown => JSON.parse(JSON.stringify(value)));
  fc.assert(
    fc.property(small, small, (one, other) => {
      expect(isSameJson(one, other)).toBe(isDeepStrictEqual(one, other));
      expect(isSameJson(one, structuredClone(one))).toBe(true);
    }),
  );
});

test.each([
  [[], {}],
  [null, {}],
  [{ a: 1 }, { b: 1 }],
  [{ a: undefined }, {}],
  [[1, 2], [1]],
  ['1', 1],
])('%j is not %j', (one, other) => {
  expect(isSameJson(one, other)).toBe(false);
  expect(isSameJson(other, one)).toBe(false);
});

test('the order of keys means nothing', () => {
  expect(isSameJson({ a: [1], b: 2 }, { b: 2, a: [1] })).toBe(true);
});
