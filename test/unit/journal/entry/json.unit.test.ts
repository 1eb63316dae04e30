import { canonicalJson, type Json } from '@vpcctl/journal';
import fc from 'fast-check';
import { expect, it } from 'vitest';

const json = fc.jsonValue().map((value): Json => JSON.parse(JSON.stringify(value)));

/** The same value with the keys of every object set in the opposite order. */
function reversed(value: unknown): Json {
  return JSON.parse(JSON.stringify(value), (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).reverse())
      : member,
  );
}

it('sorts keys at every depth and leaves lists in order', () => {
  expect(canonicalJson({ b: [{ d: 1, c: null }, 'x'], a: true })).toBe(
    '{"a":true,"b":[{"c":null,"d":1},"x"]}',
  );
});

it('keeps the meaning of the JSON text', () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(value);
    }),
  );
});

it('does not depend on the order in which keys were set', () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(canonicalJson(reversed(value))).toBe(canonicalJson(reversed(reversed(value))));
    }),
  );
});

it('keeps a key named __proto__', () => {
  const value: Json = JSON.parse('{"__proto__":{"a":1}}');
  expect(canonicalJson(value)).toBe('{"__proto__":{"a":1}}');
});
