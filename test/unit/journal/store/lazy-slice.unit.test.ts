import { isDeepStrictEqual } from 'node:util';
import { readSnapshot, START, writeSnapshot } from '@vpcctl/journal';
import fc from 'fast-check';
import { expect, it, onTestFinished, vi } from 'vitest';
import { lazySlice } from '../../../../journal/src/store/lazy-slice.js';
import { temporaryDirectory } from '../../../support/journal/support.js';

const INDENT = '      ';

/** As a snapshot spells a slice. */
function spelt(slice: object): Buffer {
  const members = Object.entries(slice).map(
    ([key, value]) => `${INDENT}${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  return Buffer.from(`{\n${members.join(',\n')}\n    }`);
}

const key = fc.oneof(
  fc.string(),
  fc.constantFrom('', '__proto__', 'constructor', '7', '"', '\n      "a": ', 'é', 'v0/s0'),
);
const slices = fc
  .array(fc.tuple(key, fc.jsonValue()), { minLength: 1 })
  .map((members): object => JSON.parse(spelt(Object.fromEntries(members)).toString()));

it('a lazy slice is the object, whatever is asked first', () => {
  fc.assert(
    fc.property(slices, fc.array(key), (slice, more) => {
      for (const keys of [[], [...more, ...Object.keys(slice)], more]) {
        const lazy = lazySlice(spelt(slice), INDENT);
        for (const name of keys) {
          expect(Object.hasOwn(lazy, name)).toBe(Object.hasOwn(slice, name));
          expect(name in lazy).toBe(name in slice);
          expect(Reflect.get(lazy, name)).toEqual(Reflect.get(slice, name));
        }
        expect(Object.keys(lazy)).toEqual(Object.keys(slice));
        expect(JSON.stringify({ ...lazy })).toBe(JSON.stringify({ ...slice }));
        expect(JSON.stringify(lazy)).toBe(JSON.stringify(slice));
        expect(isDeepStrictEqual({ ...lazy }, { ...slice })).toBe(true);
      }
    }),
  );
});

it('a member stays the same object when all are asked for later', () => {
  const lazy = lazySlice(spelt({ a: { n: 1 }, b: { n: 2 } }), INDENT);
  const before: unknown = Reflect.get(lazy, 'b');
  expect(Object.values(lazy)[1]).toBe(before);
  expect(Reflect.get(lazy, 'b')).toBe(before);
});

it('a look-up in a large slice of a snapshot parses one line of it', async () => {
  const file = `${temporaryDirectory()}/vpcs.json`;
  const names = Array.from({ length: 1000 }, (_, n) => `v${n % 20}/s${n}`);
  const firewall = Object.fromEntries(names.map((name) => [name, { rules: 'x'.repeat(100) }]));
  const snapshot = { format: 4, version: '1', position: START, unconfirmed: null } as const;
  await writeSnapshot(file, { ...snapshot, state: { firewall } });
  const state = readSnapshot<{ firewall: typeof firewall }>(file, '1')?.state;
  const parse = vi.spyOn(JSON, 'parse');
  onTestFinished(() => parse.mockRestore());
  const parsed = () => parse.mock.calls.reduce((sum, [text]) => sum + text.length, 0);
  for (const name of names.filter((_, n) => n % 20 === 3)) {
    expect(state?.firewall[name]).toEqual(firewall[name]);
  }
  expect(parse).toHaveBeenCalledTimes(50);
  expect(parsed()).toBeLessThan(50 * 120);
  expect(state?.firewall['v9/none']).toBeUndefined();
  expect(Object.keys(state?.firewall ?? {})).toEqual(names);
  expect(parse).toHaveBeenCalledTimes(51);
});
