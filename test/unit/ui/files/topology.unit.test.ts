// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the language has them
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isVpcctlError } from '@vpcctl/sdk';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readTopologyFiles } from '../../../../src/ui/files/topology.js';

const directory = mkdtempSync(join(tmpdir(), 'vpcctl-topology-'));
afterAll(() => rmSync(directory, { recursive: true }));

type Files = Readonly<Record<string, string>>;

function read(files: Files, set: Record<string, string> = {}) {
  const paths = Object.entries(files).map(([name, text]) => {
    writeFileSync(join(directory, name), text);
    return join(directory, name);
  });
  return readTopologyFiles(paths, set);
}

/** The error of such files: its code, and its lines without the directory. */
async function refused(files: Files, set: Record<string, string> = {}) {
  const error: unknown = await read(files, set).then(
    () => new Error('it was read'),
    (thrown: unknown) => thrown,
  );
  return described(error);
}

function described(error: unknown) {
  if (!isVpcctlError(error)) throw error;
  expect(error.category).toBe('input');
  expect(error.hints).not.toEqual([]);
  return { code: error.code, lines: error.message.replaceAll(`${directory}/`, '').split('\n') };
}

const SHOP = `vars: {tiers: 2}
vpcs:
  shop:
    cidr: 10.0.0.0/16
    subnets:
      "app[1-\${tiers}]": {cidr: "10.0.\${i + 9}.0/24", forward: [8080:80]}
`;

describe('topology files', () => {
  it('are read, expanded and merged, with each document of YAML as a file', async () => {
    const { expanded } = await read(
      {
        'shop.yaml': `${SHOP}---\nname: shop\n`,
        'more.json': '{"vpcs": {"shop": {"subnets": {"app1": {"type": "public"}}}}}',
      },
      { tiers: '1' },
    );
    expect(expanded.name).toBe('shop');
    expect(expanded.document).toEqual({
      vpcs: {
        shop: {
          cidr: '10.0.0.0/16',
          subnets: { app1: { cidr: '10.0.10.0/24', forward: ['8080:80'], type: 'public' } },
        },
      },
    });
  });

  it('have anchors, merged maps and numbers as keys', async () => {
    const text = 'base: &b {a: 1, c: [x]}\none: {<<: *b, a: 2}\ntwo: *b\n8: {<<: [{a: 5}, *b]}\n';
    const { expanded } = await read({ 'a.yaml': text });
    const base = { a: 1, c: ['x'] };
    expect(expanded.document).toEqual({
      ...{ base, two: base },
      ...{ one: { a: 2, c: ['x'] }, 8: { a: 5, c: ['x'] } },
    });
  });

  it('with issues are one error, which shows each place', async () => {
    const { code, lines } = await refused({
      'shop.yaml': SHOP.replace('i + 9', 'j + 9').replace('app[1', 'app[9'),
      'more.yaml': 'vpcs:\n  shop: {cidr: 10.1.0.0/16}\n',
    });
    expect(code).toBe('TOPOLOGY_INVALID');
    expect(lines).toMatchInlineSnapshot(`
      [
        "shop.yaml:6:7: the range [9-\${tiers}] ends before it begins",
        "        "app[9-\${tiers}]": {cidr: "10.0.\${j + 9}.0/24", forward: [8080:80]}",
        "        ^",
        "shop.yaml:6:27: \${j + 9} has the variable "j", which is not declared before",
        "        "app[9-\${tiers}]": {cidr: "10.0.\${j + 9}.0/24", forward: [8080:80]}",
        "                            ^",
        "more.yaml:2:10: is "10.1.0.0/16" here, and "10.0.0.0/16" at shop.yaml:4:5",
        "    shop: {cidr: 10.1.0.0/16}",
        "           ^",
      ]
    `);
  });

  it('show what is wrong in the expanded document at its place in the files', async () => {
    const { refused: refuse } = await read({ 'shop.yaml': SHOP, 'more.json': '{"x": [{}]}' });
    const path = ['vpcs', 'shop', 'subnets', 'app2', 'cidr'];
    const error = refuse([
      { path: ['x', 0], message: 'no map' },
      { path: [...path, 'deeper'], message: 'no network', hint: 'write a CIDR' },
      {
        path: ['vpcs', 'shop', 'subnets', 'app1', 'cidr'],
        message: 'no network',
        hint: 'write a CIDR',
      },
    ]);
    expect(described(error).lines).toMatchInlineSnapshot(`
      [
        "shop.yaml:6:27: no network",
        "        "app[1-\${tiers}]": {cidr: "10.0.\${i + 9}.0/24", forward: [8080:80]}",
        "                            ^",
        "  → write a CIDR",
        "more.json:1:8: no map",
        "  {"x": [{}]}",
        "         ^",
      ]
    `);
  });

  it('say nothing of values that an expression gives, where a variable is wrong', async () => {
    const path = join(directory, 'shop.yaml');
    writeFileSync(
      path,
      SHOP.replace('tiers: 2', 'tiers: two').replace('"app[', 'b: {}\n      "app['),
    );
    const found = [
      { path: ['vpcs', 'shop', 'subnets', 'app[1-${tiers}]', 'cidr'], message: 'no network' },
      { path: ['vpcs', 'shop', 'subnets', 'b', 'cidr'], message: 'no CIDR' },
    ];
    const error: unknown = await readTopologyFiles([path], {}, () => found).catch(
      (thrown) => thrown,
    );
    const messages = described(error).lines.filter((line) => line.startsWith('shop.yaml'));
    expect(messages).toEqual([
      'shop.yaml:6:7: no CIDR',
      'shop.yaml:7:7: a range has whole numbers from 0 to 9007199254740991, and not two',
    ]);
  });

  it('show 20 issues, and say how many more there are', async () => {
    const text = Array.from({ length: 30 }, (_, at) => `k${at}: "\${x}"`).join('\n');
    const { lines } = await refused({ 'a.yaml': text });
    expect(lines).toHaveLength(61);
    expect(lines.at(-1)).toBe('and 10 more');
  });

  it.each([
    [
      'a.json',
      '{"a": 1, "b": {"c": 1, "\\u0063": 2}}',
      'a.json:1:24: not JSON: the key "c" is there',
    ],
    ['a.json', `{"a": ${'['.repeat(1e5)}`, 'a.json:1:70: not JSON: more than 64 lists or maps'],
    ['a.json', '{"a": }', 'a.json:1:7: not JSON: value expected'],
    ['a.yaml', 'a: 1\nb: 2\na: 3\n', 'a.yaml:3:1: not YAML: the key "a" is there a second time'],
    [
      'a.yaml',
      'x:\n  1: 1\n  "1": 3\n',
      'a.yaml:3:3: not YAML: the key "1" is there a second time',
    ],
    ['a.yaml', 'a: *b\n', 'a.yaml:1:4: not YAML: '],
    ['a.yaml', 'a: &a [*a]\n', 'a.yaml:1:8: not YAML: the alias *a contains itself'],
    ['a.yaml', '[a]: 1\n', 'a.yaml:1:1: not YAML: a key cannot be a list or a map'],
    ['a.yaml', 'a: {<<: 1}\n', 'a.yaml:1:5: not YAML: << needs a map'],
    ['a.yaml', `a: ${'['.repeat(1e5)}`, 'a.yaml:1:68: not YAML: more than 64 lists or maps'],
    ['a.yaml', '- '.repeat(1e5), 'a.yaml:1:513: not YAML: more than 64 lists or maps'],
    ['a.yaml', '? '.repeat(1e5), 'a.yaml:1:513: not YAML: more than 64 lists or maps'],
    ['a.yaml', '%a\n'.repeat(1e4), 'a.yaml:101:1: not YAML: more than 100 lines begin with %'],
    ['a.yaml', '# nothing\n', 'a.yaml:1:1: not YAML: it is empty'],
  ])('that cannot be parsed are refused: %s %j', async (name, text, start) => {
    const { code, lines } = await refused({ [name]: text });
    expect(code).toBe(name === 'a.json' ? 'TOPOLOGY_NOT_JSON' : 'TOPOLOGY_NOT_YAML');
    expect(lines[0]?.slice(0, start.length)).toBe(start);
    expect(lines).toHaveLength(3);
  });

  it('with aliases for very much are refused, and with many aliases they are read', async () => {
    const list = (at: number) => (at === 0 ? '1' : `*a${at - 1},*a${at - 1},*a${at - 1}`);
    const bomb = Array.from({ length: 40 }, (_, at) => `a${at}: &a${at} [${list(at)}]`).join('\n');
    expect((await refused({ 'a.yaml': bomb })).lines[0]).toContain('aliases stand for more than');
    const many = `a: &a {x: 1}\nb:\n${'  - *a\n'.repeat(2000)}`;
    expect((await read({ 'a.yaml': many })).expanded.document['b']).toHaveLength(2000);
  });

  it('that cannot be read are named, and standard input is read once', async () => {
    const missing = join(directory, 'missing.yaml');
    await expect(readTopologyFiles([missing], {})).rejects.toMatchObject({
      code: 'TOPOLOGY_UNREADABLE',
      message: expect.stringContaining('missing.yaml'),
    });
    await expect(readTopologyFiles(['-', '-'], {})).rejects.toThrow('more than once');
    writeFileSync(join(directory, 'large.json'), ' '.repeat(9 * 1024 * 1024));
    await expect(readTopologyFiles([join(directory, 'large.json')], {})).rejects.toThrow('8 MiB');
  });

  it('are read or refused, whatever they hold', async () => {
    const bits = [
      ...'{}[]":,\\\n -#&*!%|>?\'\t',
      'a',
      '1',
      '<<',
      'vars',
      '${i}',
      '[1-3]',
      'between',
    ];
    const texts = fc.string({ unit: fc.constantFrom(...bits), maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(texts, fc.constantFrom('g.yaml', 'g.json'), async (text, name) => {
        const error: unknown = await read({ [name]: text }).then(
          () => null,
          (thrown: unknown) => thrown,
        );
        if (error !== null) expect(described(error).lines[0]).toMatch(/^g\.\w+:\d+:\d+: /);
      }),
      { numRuns: 200 },
    );
  });
});
