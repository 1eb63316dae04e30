import { beforeAll, describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import * as z from 'zod';
import { vpcOutputSchema } from '../../../../src/schemas/vpc.js';
import { toYaml } from '../../../../src/ui/commands/flags/to-yaml.js';
import { createTestHost, type TestHost } from '../../../support/cli/in-process/test-host.js';
import { json, ok, refused } from '../../../support/cli/vpcctl.js';

const listSchema = z.object({ vpcs: z.array(vpcOutputSchema) });

let host: TestHost;
beforeAll(async () => {
  host = createTestHost();
  const blue = ['--label', 'team=blue'];
  await ok(host, 'create-vpc', 'a', '10.0.0.0/16', ...blue, '--label', 'env=test', '-m', 'why');
  await ok(host, 'create-vpc', 'b', '10.1.0.0/16', '--label', 'team=red');
  await ok(host, 'create-vpc', 'c', '10.2.0.0/16');
  await ok(host, 'add-subnet', 'b/web', '10.1.1.0/24');
  await ok(host, 'add-subnet', 'b/db', '10.1.2.0/24', ...blue);
  await ok(host, 'add-instance', 'b/web/c1', ...blue);
  await ok(host, 'add-instance', 'b/web/c2');
});

const lines = async (...args: string[]) => (await ok(host, ...args)).split('\n').slice(0, -1);

describe('list', () => {
  it('shows the named VPCs alone, in that order, once', async () => {
    expect(await lines('list', '-q', 'c', 'a', 'c')).toEqual(['c', 'a']);
    expect(await ok(host, 'list', 'c')).not.toContain('10.0.0.0/16');
    const { vpcs } = await json(host, listSchema, 'list', 'b');
    expect(vpcs.map(({ name }) => name)).toEqual(['b']);
    expect((await refused(host, ['list', 'a', 'bb'])).code).toBe('VPC_UNKNOWN');
  });

  it('selects by labels, with what contains them', async () => {
    const { vpcs } = await json(host, listSchema, 'list', '-l', 'team=blue');
    const shown = vpcs.map(({ name, subnets }) => [
      name,
      ...subnets.map((subnet) => [subnet.name, ...subnet.instances.map((each) => each.name)]),
    ]);
    expect(shown).toEqual([['a'], ['b', ['web', 'c1'], ['db']]]);
    expect(await lines('list', '-q', '-l', 'team=blue')).toEqual(['a', 'b/web/c1', 'b/db']);
    expect(await lines('list', '-q', '-l', 'team', '-l', 'team!=blue')).toEqual(['b']);
    expect(await lines('list', '-q', '-l', 'env!=test,team=blue')).toEqual(['b/web/c1', 'b/db']);
    expect(await lines('list', '-q', '-l', 'team=blue', 'a')).toEqual(['a']);
    expect(await ok(host, 'list', '-l', 'team=green')).toBe('Nothing has these labels.\n');
    expect((await refused(host, ['list', '-l', 'a b'])).code).toBe('SELECTOR_INVALID');
  });

  it('has labels in a wide table, in show and in JSON alone', async () => {
    const wide = await ok(host, 'list', '-o', 'wide');
    expect(wide).toContain('web/c1 10.1.1.2 {team=blue}');
    expect(wide).toContain('LABELS');
    expect(await ok(host, 'list')).not.toMatch(/blue|LABELS/);
    expect(await ok(host, 'show', 'a')).toContain('labels   env=test, team=blue\n');
    expect(await ok(host, 'show', 'b/web/c1')).toContain('labels     team=blue\n');
    expect(await ok(host, 'show', 'c')).not.toContain('labels');
  });
});

describe('the formats', () => {
  const COMMANDS = [
    ['list'],
    ['list', '-l', 'team'],
    ['history'],
    ['plugins'],
    ['backend', 'show'],
    ['show', 'b'],
    ['show', '@7'],
    ['status'],
    ['journal', 'verify'],
  ];

  it.each(COMMANDS.map((line) => [line]))('json and yaml of %j say the same', async (line) => {
    const expected = await ok(host, ...line, '--json');
    for (const flag of [['-o', 'json'], ['-ojson'], ['--output=json']])
      expect(await ok(host, ...line, ...flag)).toBe(expected);
    const yaml = await ok(host, ...line, '-o', 'yaml');
    expect(yaml).not.toMatch(/^[[{]/);
    expect(parseYaml(yaml)).toEqual(JSON.parse(expected));
  });

  it.each([
    [['list'], ['a', 'b', 'c']],
    [['history'], ['1', '2', '3', '4', '5', '6', '7']],
    [
      ['backend', 'show'],
      ['iptables-legacy', 'nftables'],
    ],
    [
      ['show', 'b'],
      ['b', 'b/db', 'b/web', 'b/web/c1', 'b/web/c2'],
    ],
    [
      ['show', 'b', 'web'],
      ['b/web', 'b/web/c1', 'b/web/c2'],
    ],
    [['show', 'b/web/c1'], ['b/web/c1']],
    [['show', '@3'], ['3']],
  ])('the names of %j', async (line, names) => {
    expect((await lines(...line, '-q')).sort()).toEqual(names);
    expect((await lines(...line, '-o', 'name')).sort()).toEqual(names);
  });

  it.each(COMMANDS.map((line) => [line]))('a table is what %j prints by itself', async (line) => {
    expect(await ok(host, ...line, '-o', 'table')).toBe(await ok(host, ...line));
  });

  it('history has more columns in a wide table', async () => {
    const [head] = await lines('history', '-o', 'wide');
    expect(head).toMatch(/OUTCOME +INTENT +VPCS +WHY$/);
  });

  it.each([
    ['USAGE', ['-o', 'xml']],
    ['USAGE', ['-q', '-o', 'wide']],
    ['USAGE', ['-q', '--json']],
    ['OUTPUT_CONTRADICTORY', ['--json', '-o', 'yaml']],
    ['OUTPUT_CONTRADICTORY', ['--json', '-o', 'wide']],
  ])('%s: %j', async (code, flags) => {
    const { exitCode, stdout, stderr } = await host.vpcctl('list', ...flags);
    expect(exitCode).toBe(2);
    expect(flags.includes('--json') ? JSON.parse(stdout).error.code : code).toBe(code);
    expect(flags.includes('--json') ? '' : stdout).toBe('');
    expect(stderr === '').toBe(flags.includes('--json'));
  });

  it.each(['status', 'boot status', 'journal verify'])('%s lists nothing', async (line) => {
    for (const flags of [['-o', 'name'], ['-o', 'wide'], ['-q']]) {
      const { exitCode, stderr } = await host.vpcctl(...line.split(' '), ...flags);
      expect({ exitCode, stderr }).toEqual({
        exitCode: 2,
        stderr: expect.stringMatching(/table, json|unknown flag/),
      });
    }
  });

  it('an error is JSON with -o json, too', async () => {
    const { stdout, stderr } = await host.vpcctl('list', 'nothing', '-o', 'json');
    expect([JSON.parse(stdout).error.code, stderr]).toEqual(['VPC_UNKNOWN', '']);
  });

  it.each([['\u001b[31m'], ['a\u009bb'], ['\u202eabc\ndef'], ['tab\there'], ['x\u2066']])(
    'yaml has no character that controls a terminal: %j',
    (text) => {
      const value = { key: [text, 1, null], [text]: 'plain' };
      const yaml = toYaml(value);
      // Line ends and printable text, and no mark of a direction.
      expect(yaml).toMatch(/^[\n\u0020-\u007e\u00a0-\u2029\u202f-\u2065\u206a-\uffff]+$/);
      expect(parseYaml(yaml)).toEqual(value);
    },
  );
});

describe('label', () => {
  it('takes a place as one word or several, and one undo takes it back', async () => {
    const before = await ok(host, 'show', 'b/web/c2');
    expect(await ok(host, 'label', 'b', 'web', 'c2', 'x=1', 'y=')).toContain(
      'Labelled b/web/c2: x=1, y=',
    );
    expect(await ok(host, 'label', 'b/web/c2', 'x=2', 'y-')).toContain(
      'Removed labels of b/web/c2: y',
    );
    expect(await ok(host, 'show', 'b/web/c2')).toContain('labels     x=2\n');
    expect((await refused(host, ['label', 'b/web/c2', 'x=2'])).code).toBe('NOTHING_TO_DO');
    expect((await refused(host, ['label', 'b/web/c2'])).code).toBe('LABELS_MISSING');
    await ok(host, 'undo', '2');
    expect(await ok(host, 'show', 'b/web/c2')).toBe(before);
  });

  it('changes nothing on the host', async () => {
    const before = host.resources();
    await ok(host, 'label', 'a', 'x=1');
    expect(host.resources()).toEqual(before);
    await ok(host, 'undo');
  });
});
