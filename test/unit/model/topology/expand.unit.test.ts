// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the language has them
import { describe, expect, it } from 'vitest';
import { expandTopology } from '../../../../src/model/topology/index.js';

/** The files, one for each value, called a.yaml, b.yaml and c.yaml, expanded. */
function expand(values: readonly unknown[], set: Record<string, string> = {}) {
  const files = values.map((value, at) => ({ name: `${'abc'.charAt(at)}.yaml`, value }));
  return expandTopology(files, set);
}

/** The document of one file that has no fault. */
function documentOf(value: unknown, set: Record<string, string> = {}): unknown {
  const { document, issues } = expand([value], set);
  expect(issues).toEqual([]);
  return document;
}

/** The issues of files as lines: `a.yaml vpcs.shop: …`. */
function issuesOf(...values: readonly unknown[]): string[] {
  return expand(values).issues.map(
    ({ origin, message }) => `${'abc'.charAt(origin.file)} ${origin.path.join('.')}: ${message}`,
  );
}

describe('a range in a key', () => {
  it.each([
    ['web[1-3]', ['web1', 'web2', 'web3']],
    ['web[08-11]', ['web08', 'web09', 'web10', 'web11']],
    ['web[0-1]', ['web0', 'web1']],
    ['a[7-7]b', ['a7b']],
    ['[n=1-2]', ['1', '2']],
    ['a[1-2]-[x=3-4]', ['a1-3', 'a1-4', 'a2-3', 'a2-4']],
    ['a[1-2]-${i * 10}', ['a1-10', 'a2-20']],
    ['a[1-${last}]', ['a1', 'a2', 'a3']],
    ['a[${last}-${last + 1}]', ['a3', 'a4']],
  ])('%s stands for its names', (key, names) => {
    const value = { vars: { last: 3 }, vpcs: { [key]: {} } };
    expect(documentOf(value)).toEqual({
      vpcs: Object.fromEntries(names.map((name) => [name, {}])),
    });
  });

  it('gives its variable to all inside, where an inner one hides an outer one', () => {
    const value = {
      'v[1-2]': {
        's[n=1-2]': { cidr: '10.${i}.${n}.0/24', 'w[5-5]': '${i}', id: '${i * 10 + n}' },
      },
    };
    expect(documentOf(value)).toEqual({
      v1: {
        s1: { cidr: '10.1.1.0/24', w5: 5, id: 11 },
        s2: { cidr: '10.1.2.0/24', w5: 5, id: 12 },
      },
      v2: {
        s1: { cidr: '10.2.1.0/24', w5: 5, id: 21 },
        s2: { cidr: '10.2.2.0/24', w5: 5, id: 22 },
      },
    });
  });

  it.each([
    ['web[3-1]', 'a vpcs.web[3-1]: the range [3-1] ends before it begins'],
    ['web[1..3]', 'a vpcs.web[1..3]: the brackets of "web[1..3]" hold no range: write name[1-50]'],
    ['web[1-3', 'a vpcs.web[1-3: the brackets of "web[1-3" hold no range: write name[1-50]'],
    ['web[-1-3]', 'a vpcs.web[-1-3]: the brackets of "web[-1-3]" hold no range'],
    ['web[1-1000000000]', 'a vpcs.web[1-1000000000]: stands for more than 20000 names'],
    ['a[1-999]b[1-999]', 'a vpcs.a[1-999]b[1-999]: stands for more than 20000 names'],
    ['a[1-99999999999999999999]', 'a vpcs.a[1-99999999999999999999]: a range has whole numbers'],
    ['a[1-${0 - 1}]', 'a vpcs.a[1-${0 - 1}]: a range has whole numbers from 0 to 9007199254740991'],
    ['a[1-${zz}]', 'a vpcs.a[1-${zz}]: ${zz} has the variable "zz", which is not declared'],
    ['__proto__', 'a vpcs.__proto__: a key cannot be __proto__'],
    ['${"x"}', 'a vpcs.${"x"}: ${"x"} has "x"'],
    ['x'.repeat(900) + '[1-2]'.repeat(40), `a vpcs.${'x'.repeat(900)}`],
  ])('that is wrong is an issue: %s', (key, start) => {
    const inner = key.includes('[') ? '${i}' : '';
    const vpcs = JSON.parse(`{${JSON.stringify(key)}: {"a": "${inner}"}}`);
    const issues = issuesOf({ vpcs });
    expect(issues).toHaveLength(1);
    expect(issues[0]?.slice(0, start.length)).toBe(start);
  });

  it('that stands for a name which another key has is an issue, once', () => {
    expect(issuesOf({ vpcs: { 'web[1-9]': {}, 'web[4-20]': {}, web8: {} } })).toEqual([
      'a vpcs.web[4-20]: "web4" is here a second time, after a.yaml: vpcs.web[1-9]',
      'a vpcs.web8: "web8" is here a second time, after a.yaml: vpcs.web[1-9]',
    ]);
  });
});

describe('a range in between', () => {
  it('repeats the item', () => {
    const value = {
      peerings: [
        { between: ['hub', 'spoke[1-2]'], allow: ['10.${i}.0.0/16'] },
        { between: ['x', 'y'] },
        { between: ['a[1-2]', 'b${i}[n=3-4]'], n: '${n}' },
      ],
    };
    expect(documentOf(value)).toEqual({
      peerings: [
        { between: ['hub', 'spoke1'], allow: ['10.1.0.0/16'] },
        { between: ['hub', 'spoke2'], allow: ['10.2.0.0/16'] },
        { between: ['x', 'y'] },
        { between: ['a1', 'b13'], n: 3 },
        { between: ['a1', 'b14'], n: 4 },
        { between: ['a2', 'b23'], n: 3 },
        { between: ['a2', 'b24'], n: 4 },
      ],
    });
  });

  it('is nothing special elsewhere', () => {
    const value = { between: ['a[1-2]'], x: ['b[1-2]', { between: 'c[1-2]' }] };
    expect(documentOf(value)).toEqual(value);
  });

  it('that is wrong is an issue at that string', () => {
    expect(issuesOf({ peerings: [{ between: ['hub', 'spoke[2-1]'] }] })).toEqual([
      'a peerings.0.between.1: the range [2-1] ends before it begins',
    ]);
    expect(issuesOf({ p: [{ between: ['a[1-999]', 'b[1-999]'] }] })).toEqual([
      'a p.0.between.1: stands for more than 20000 items',
    ]);
  });
});

describe('an expression', () => {
  it.each([
    ['${1 + 2 * 3}', 7],
    ['${(1 + 2) * 3}', 9],
    ['${-7 % 3}', -1],
    ['${0 * -1}', 0],
    ['${12 / 4 / 3}', 1],
    ['${ten - -ten}', 20],
    ['${zone}', 'eu'],
    ['${this}', 4],
    ['10.${ten}.${ten + 1}.0/24', '10.10.11.0/24'],
    ['$${ten}', '${ten}'],
    ['a $${x} ${ten}', 'a ${x} 10'],
    ['$ten {ten} $', '$ten {ten} $'],
  ])('%s is %j', (text, value) => {
    const vars = { ten: 10, zone: 'eu', this: 4 };
    expect(documentOf({ vars, x: text })).toEqual({ x: value });
  });

  it.each([
    ['${7 / 2}', '${7 / 2} divides 7 by 2, which leaves a remainder'],
    ['${7 / (1 - 1)}', '${7 / (1 - 1)} divides 7 by zero'],
    ['${7 % 0}', '${7 % 0} divides 7 by zero'],
    ['${tne}', '${tne} has the variable "tne", which is not declared before: did you mean "ten"?'],
    ['${zone + 1}', '${zone + 1} calculates with "eu", which is a text'],
    ['${1.5}', '${1.5} has 1.5: an expression has whole numbers, variables'],
    ['${0x1F}', '${0x1F} is wrong: '],
    ['${1e3}', '${1e3} has 1e3: '],
    ['${ten.x}', '${ten.x} is wrong: an expression has'],
    ['${ten(1)}', '${ten(1)} is wrong: an expression has'],
    ['${ten ? 1 : 2}', '${ten ? 1 : 2} is wrong: an expression has'],
    ['${ten == 2}', '${ten == 2} is wrong: see "'],
    ['${2 ** 3}', '${2 ** 3} is wrong: see "'],
    ['${1 2}', '${1 2} is wrong: an expression has'],
    ['${+1}', '${+1} is wrong: see "+1"; an expression has'],
    ['${true}', '${true} has the variable "true"'],
    ['${1 +}', '${1 +} is wrong: it ends early; an expression has'],
    ['${}', '${} is empty: an expression has'],
    ['x ${ten', 'an expression has no end: write ${…}, or $${ for a plain ${'],
    ['${9007199254740991 + 1}', '${9007199254740991 + 1} is beyond 9007199254740991'],
    [`\${${'('.repeat(1e5)}1}`, `\${${'('.repeat(58)}… is longer than 200 characters`],
  ])('%s is an issue', (text, start) => {
    const issues = issuesOf({ vars: { ten: 10, zone: 'eu' }, x: text });
    expect(issues).toHaveLength(1);
    expect(issues[0]?.slice(0, start.length + 5)).toBe(`a x: ${start}`);
  });

  it('that is wrong in each repetition of a range is one issue', () => {
    expect(issuesOf({ 'a[1-9]': { x: '${7 / i}', y: '${nope}' } })).toHaveLength(2);
  });
});

describe('variables', () => {
  it('may use earlier ones, of earlier files also', () => {
    const { document, issues } = expand([
      { vars: { a: 2, b: '${a * 3}', c: 'x${b}' }, one: '${d}' },
      { vars: { d: '${c}!' }, two: '${b}' },
    ]);
    expect(issues).toEqual([]);
    expect(document).toEqual({ one: 'x6!', two: 6 });
  });

  it('are replaced by --set, before other ones use them', () => {
    const value = { vars: { n: 2, text: '1', m: '${n + 1}' }, x: '${m}', n: '${n}', t: '${text}' };
    expect(documentOf(value, { n: '40', text: '7' })).toEqual({ x: 41, n: 40, t: '7' });
    expect(documentOf({ vars: { n: 2 }, n: '${n}' }, { n: '007' })).toEqual({ n: '007' });
  });

  it('that --set names, and no file, are an issue about the flag', () => {
    expect(expand([{ vars: { tiers: 3 } }], { tears: '1' }).issues).toEqual([
      {
        origin: { file: 0, path: [] },
        message: '--set tears: no file declares the variable "tears": did you mean "tiers"?',
      },
    ]);
  });

  it.each([
    [{ 'a-b': 1 }, 'a vars.a-b: a variable cannot be named "a-b"'],
    [{ a: 1.5 }, 'a vars.a: a variable must be a whole number or a text'],
    [{ a: true }, 'a vars.a: a variable must be a whole number or a text'],
    [{ a: '${b}', b: 1 }, 'a vars.a: ${b} has the variable "b", which is not declared before'],
    [[1], 'a vars: vars must be a map'],
  ])('that are wrong are an issue, and their uses are none: %j', (vars, start) => {
    const issues = issuesOf({ vars, x: Array.isArray(vars) || 'a-b' in vars ? '' : '${a + 1}' });
    expect(issues).toHaveLength(1);
    expect(issues[0]?.slice(0, start.length)).toBe(start);
  });

  it('that double their text are stopped', () => {
    const vars: Record<string, string> = { v0: 'xxxxxxxxxx' };
    for (let at = 1; at < 60; at += 1) vars[`v${at}`] = `\${v${at - 1}}\${v${at - 1}}`;
    expect(issuesOf({ vars })).toEqual(['a vars.v7: stands for more than 1000 characters']);
  });
});
