// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the language has them
import { describe, expect, it } from 'vitest';
import { expandTopology } from '../../../../src/model/topology/index.js';

function expand(values: readonly unknown[]) {
  return expandTopology(
    values.map((value, at) => ({ name: `${'abc'.charAt(at)}.yaml`, value })),
    {},
  );
}

describe('several files', () => {
  it('are merged: maps deeply, lists one after the other, and null gives way', () => {
    const { document, name, issues } = expand([
      { name: 'shop', $schema: 'x', vpcs: { a: { cidr: 'x', list: [1] }, b: null } },
      { vpcs: { a: { list: [2, [3]], more: true }, b: { cidr: 'y' } }, peerings: [] },
      { name: 'shop', vpcs: { a: { cidr: 'x' }, b: null } },
    ]);
    expect(issues).toEqual([]);
    expect(name).toBe('shop');
    expect(document).toEqual({
      vpcs: { a: { cidr: 'x', list: [1, 2, [3]], more: true }, b: { cidr: 'y' } },
      peerings: [],
    });
  });

  it('with different values at one place are an issue at the second', () => {
    const values = [
      { name: 'one', vars: { v: 1 }, vpcs: { a: { x: 1, y: [], z: '1' } } },
      { name: 'two', vars: { v: 2 }, vpcs: { a: { x: 2, y: {}, z: 1 } } },
    ];
    expect(expand(values).issues).toEqual([
      {
        origin: { file: 1, path: ['vars', 'v'] },
        message: 'the variable "v" has another value at a.yaml: vars.v',
      },
      {
        origin: { file: 1, path: ['vpcs', 'a', 'x'] },
        message: 'is 2 here, and 1 at a.yaml: vpcs.a.x',
      },
      {
        origin: { file: 1, path: ['vpcs', 'a', 'y'] },
        message: 'is a map here, and a list at a.yaml: vpcs.a.y',
      },
      {
        origin: { file: 1, path: ['vpcs', 'a', 'z'] },
        message: 'is 1 here, and "1" at a.yaml: vpcs.a.z',
      },
      {
        origin: { file: 1, path: ['name'] },
        message: 'the topology is named "two" here, and otherwise at a.yaml: name',
      },
    ]);
  });

  it.each([[null], ['x'], [[]], [7], [undefined], [new Date(0)]])(
    'that is no map is an issue: %j',
    (value) => {
      const { document, issues } = expand([{ a: 1 }, value]);
      expect(document).toEqual({ a: 1 });
      expect(issues).toMatchObject([{ origin: { file: 1, path: [] } }]);
      expect(issues[0]?.message).toMatch(/^a topology is a map such as/);
    },
  );

  it.each([[7], [''], [null], [{}], ['${n}']])('with the name %j are an issue', (name) => {
    expect(expand([{ vars: { n: 1 }, name }]).issues).toMatchObject(
      [{ origin: { file: 0, path: ['name'] }, message: /must be a text/ }].map((each) => ({
        ...each,
        message: expect.stringMatching(each.message),
      })),
    );
  });
});

describe('the place of a part', () => {
  const { originOf } = expand([
    { vpcs: { 'web[1-3]': { cidr: 'x', list: [{ between: ['p[1-2]'], k: 1 }] } } },
    { vpcs: { web2: { list: [7], own: {} } } },
  ]);
  it.each([
    [[], 0, []],
    [['vpcs', 'web2'], 0, ['vpcs', 'web[1-3]']],
    [['vpcs', 'web3', 'cidr'], 0, ['vpcs', 'web[1-3]', 'cidr']],
    [['vpcs', 'web2', 'own', 'missing'], 1, ['vpcs', 'web2', 'own']],
    [['vpcs', 'web2', 'list', 1, 'k'], 0, ['vpcs', 'web[1-3]', 'list', 0, 'k']],
    [['vpcs', 'web2', 'list', 2], 1, ['vpcs', 'web2', 'list', 0]],
    [['vpcs', 'web9', 'cidr'], 0, ['vpcs']],
    [['vpcs', 'constructor'], 0, ['vpcs']],
    [['vpcs', 'web1', 'cidr', 'deeper'], 0, ['vpcs', 'web[1-3]', 'cidr']],
  ])('%j', (path, file, origin) => {
    expect(originOf(path)).toEqual({ file, path: origin });
  });
});

describe('a file that stands for too much', () => {
  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = cyclic;
  cyclic['again'] = [cyclic, cyclic];
  const deep = (levels: number): unknown =>
    Array.from({ length: levels }).reduce<unknown>((inner) => ({ a: inner }), 1);
  const bomb = Array.from({ length: 40 }).reduce<unknown>((inner) => [inner, inner], 'x');

  it.each([
    ['a map that contains itself', cyclic, /maps or values|too deep|stand for more/],
    ['deep maps', { vpcs: deep(1e5) }, /too deep/],
    ['a list that doubles 40 times', { x: bomb }, /too deep|stand for more/],
    [
      'many ranges inside each other',
      { 'a[1-9999]': { 'b[1-9999]': { 'c[1-9999]': {} } } },
      /20000 maps/,
    ],
    ['many scalars', { 'a[1-9999]': { 'b[1-9999]': 1 } }, /200000 values/],
    ['long lists often', { 'a[1-9999]': Array.from({ length: 1e4 }, () => 1) }, /200000 values/],
    ['a huge number', { x: 1e300 }, /must be a number from -9007199254740991/],
    ['no number', { x: Number.NaN }, /must be a number/],
    ['a date', { x: new Date(0) }, /must be a number/],
    ['many brackets', { [`a${'[1-1]'.repeat(1e5)}`]: 1 }, /a name has at most 1000 characters/],
    ['many expressions that do not end', { x: '${'.repeat(1e6) }, /has no end/],
  ])('is an issue: %s', (_, value, message) => {
    const { issues } = expand([value]);
    expect(issues.length).toBeGreaterThan(0);
    expect(issues.map((each) => each.message).join('\n')).toMatch(message);
  });

  it('is accepted up to the limit', () => {
    expect(expand([{ 'a[1-19999]': {} }]).issues).toEqual([]);
    expect(expand([{ 'a[1-20000]': {} }]).issues).toHaveLength(1);
  });
});
