// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the language has them
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { expandTopology, type Origin } from '../../../../src/model/topology/index.js';

function expand(...values: readonly unknown[]) {
  return expandTopology(
    values.map((value, at) => ({ name: `${at}.yaml`, value })),
    {},
  );
}

const name = fc.constantFrom('a', 'b', 'c', '1', 'constructor');
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(1, 2, 'x', true, null),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(name, tie('tree'), { maxKeys: 4 }),
  ),
}));
const file = fc.dictionary(name, tree);

it('a range means the same as its names written out by hand', () => {
  const range = fc.record({ first: fc.nat(120), more: fc.nat(12), width: fc.nat(3) });
  fc.assert(
    fc.property(range, fc.nat(20), ({ first, more, width }, add) => {
      const from = String(first).padStart(width, '0');
      const isPadded = from.length > 1 && from.startsWith('0');
      const names = Array.from({ length: more + 1 }, (_, at) => {
        const number = String(first + at);
        return [`w${isPadded ? number.padStart(from.length, '0') : number}z`, first + at] as const;
      });
      const ranged = expand({
        [`w[${from}-${first + more}]z`]: { x: `\${i + ${add}}`, y: 'n${i}' },
      });
      const byHand = names.map(([key, i]) => [key, { x: i + add, y: `n${i}` }]);
      expect(ranged.issues).toEqual([]);
      expect(Object.entries(ranged.document)).toEqual(byHand);
    }),
  );
});

it('an expression has the value that it has in JavaScript', () => {
  const { sum } = fc.letrec<{ sum: string }>((tie) => ({
    sum: fc.oneof(
      { depthSize: 'medium' },
      fc.nat(50).map(String),
      fc.constantFrom('x', 'y'),
      fc
        .tuple(tie('sum'), fc.constantFrom('+', '-', '*', '%', '/'), tie('sum'))
        .map((all) => all.join(' ')),
      tie('sum').map((inner) => `(${inner})`),
      tie('sum').map((inner) => `-(${inner})`),
    ),
  }));
  fc.assert(
    fc.property(
      sum.filter((text) => text.length < 150),
      fc.integer({ min: -9, max: 9 }),
      fc.nat(9),
      (text, x, y) => {
        const { document, issues } = expand({ vars: { x, y }, is: `\${${text}}` });
        const value: unknown = new Function('x', 'y', `return ${text}`)(x, y);
        // A remainder or a zero somewhere inside is refused here, and a fraction in JavaScript.
        if (issues.length === 0) expect(document['is']).toBe(Number(value) + 0);
        else expect(issues[0]?.message).toMatch(/divides|is beyond/);
        if (!/[%/]/.test(text) && Math.abs(Number(value)) < 1e6) expect(issues).toEqual([]);
      },
    ),
    { numRuns: 500 },
  );
});

it('merging is associative, and the order of files decides the order of keys alone', () => {
  fc.assert(
    fc.property(file, file, file, (one, two, three) => {
      const all = expand(one, two, three);
      const [left, right] = [expand(one, two), expand(two, three)];
      const backwards = expand(three, two, one);
      expect(backwards.issues.length === 0).toBe(all.issues.length === 0);
      fc.pre(all.issues.length + left.issues.length + right.issues.length === 0);
      expect(expand(left.document, three).document).toEqual(all.document);
      expect(expand(one, right.document).document).toEqual(all.document);
      expect(sortedLists(backwards.document)).toEqual(sortedLists(all.document));
    }),
  );
});

function sortedLists(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => JSON.stringify(each)).sort();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, sortedLists(each)]));
}

it('the place of each part of a document exists, with its value where no range repeats it', () => {
  const ranged = fc.dictionary(fc.constantFrom('a', 'b', 'c[1-3]', 'd[x=2-3]-[1-2]'), tree);
  fc.assert(
    fc.property(ranged, ranged, (one, two) => {
      const files = [one, two];
      const { document, originOf } = expand(...files);
      for (const path of pathsOf(document)) {
        const origin = originOf(path);
        expect(isThere(files, origin)).toBe(true);
        expect(origin.path).toHaveLength(path.length);
      }
      expect(isThere(files, originOf(['zz', 'y']))).toBe(true);
    }),
  );
});

function isThere(files: readonly unknown[], { file: at, path }: Origin): boolean {
  let value: unknown = files[at];
  for (const segment of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return false;
    value = Reflect.get(value, segment);
  }
  return value !== undefined;
}

function pathsOf(value: unknown, path: readonly (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [[...path]];
  const parts = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [[...path], ...parts.flatMap(([key, each]) => pathsOf(each, [...path, key]))];
}

it('nothing that a file may hold is thrown', () => {
  const bits = [...'${}[]-=ni1230+*/%() ', 'between', '__proto__', 'vars', 'name'];
  const text = fc.string({ unit: fc.constantFrom(...bits), maxLength: 12 });
  const garbage = fc.object({ key: text, values: [text, fc.double(), fc.constant(undefined)] });
  fc.assert(
    fc.property(garbage, fc.anything(), (one, two) => {
      const { document, issues } = expand(one, two);
      expect(JSON.parse(JSON.stringify(document))).toEqual(document);
      for (const { origin } of issues) expect([0, 1]).toContain(origin.file);
    }),
    { numRuns: 300 },
  );
});
