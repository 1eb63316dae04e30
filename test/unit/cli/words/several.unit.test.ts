import { beforeAll, describe, expect, it } from 'vitest';
import { changeOutputSchema } from '../../../../src/schemas/change.js';
import { historyOutputSchema } from '../../../../src/schemas/history.js';
import { createTestHost, type TestHost } from '../../../support/cli/in-process/test-host.js';
import { json, ok, refused } from '../../../support/cli/vpcctl.js';

/** Every test leaves it as it was: a test that changes something undoes it. */
let host: TestHost;
beforeAll(async () => {
  host = createTestHost();
  await ok(host, 'create-vpc', 'a', '10.0.0.0/16', '--label', 'team=blue');
  await ok(host, 'create-vpc', 'b', '10.1.0.0/16');
  await ok(host, 'add-subnet', 'a/web', '10.0.1.0/24');
  await ok(host, 'add-subnet', 'a/db', '10.0.2.0/24', '--type', 'public');
  await ok(host, 'add-instance', 'a/web/c1', '--ip', '10.0.1.9');
  await ok(host, 'add-instance', 'a/web/c2');
  await ok(host, 'peer', 'a', 'b');
});

const names = async () => (await ok(host, 'list', '-q')).split('\n').slice(0, -1);

/** Runs a line that has nothing to do, for people and with `--json`. */
async function nothing(...line: string[]): Promise<string> {
  const before = [host.journal(), ...host.resources()];
  const output = await json(host, changeOutputSchema, ...line);
  expect(output).toMatchObject({ seq: null, dryRun: false, events: [], commands: [] });
  const dry = await json(host, changeOutputSchema, ...line, '--dry-run');
  expect(dry).toMatchObject({ seq: null, dryRun: true, events: [], commands: [] });
  const text = await ok(host, ...line);
  expect([host.journal(), ...host.resources()]).toEqual(before);
  return text.trimEnd();
}

describe('several names', () => {
  it.each<[string, string[], string[]]>([
    ['VPCs', ['delete-vpc', 'a', 'b', 'a'], ['Deleted VPC a', 'Deleted VPC b']],
    [
      'subnets',
      ['delete-subnet', 'a', 'web', 'db'],
      ['Deleted subnet web of a', 'Deleted subnet db of a'],
    ],
    [
      'subnets, with the VPC',
      ['delete-subnet', 'a/web', 'a/db'],
      ['Deleted subnet web of a', 'Deleted subnet db of a'],
    ],
    [
      'instances',
      ['delete-instance', 'a/web', 'c1', 'c2'],
      ['Deleted instance c1 of a/web', 'Deleted instance c2 of a/web'],
    ],
    [
      'instances, with the subnet',
      ['delete-instance', 'a/web/c1', 'c2'],
      ['Deleted instance c1 of a/web', 'Deleted instance c2 of a/web'],
    ],
  ])('%s are one change with one undo', async (_, line, said) => {
    const before = host.resources();
    expect((await ok(host, ...line)).trimEnd().split('\n')).toEqual(said);
    const { entries } = await json(host, historyOutputSchema, 'history', '-n', '1');
    expect(entries[0]?.events).toHaveLength(2);
    expect(entries[0]?.description).toMatch(/^delete .* \(and 1 more\)$/);
    await ok(host, 'undo');
    expect(host.resources()).toEqual(before);
  });

  it('are all there, or nothing is deleted', async () => {
    const before = host.journal();
    expect((await refused(host, ['delete-vpc', 'a', 'x'])).code).toBe('VPC_UNKNOWN');
    expect((await refused(host, ['delete-subnet', 'a', 'web', 'x'])).code).toBe('SUBNET_UNKNOWN');
    expect(host.journal()).toBe(before);
  });

  it('may be left out with --if-exists, where one is there', async () => {
    expect(await ok(host, 'delete-vpc', 'x', 'a', '--if-exists')).toBe(
      'Deleted VPC a\nThere is no VPC x\n',
    );
    expect(await names()).toEqual(['b']);
    await ok(host, 'undo');
  });
});

describe('--all', () => {
  it.each([
    [['delete-vpc'], ['a', 'b']],
    [
      ['delete-subnet', 'a'],
      ['web', 'db'],
    ],
    [
      ['delete-instance', 'a/web'],
      ['c1', 'c2'],
    ],
  ])('%j deletes %j, by one change', async (line, all) => {
    const before = host.resources();
    const { events } = await json(host, changeOutputSchema, ...line, '--all', '--yes');
    expect(events).toMatchObject(all.map((name) => ({ data: { name } })));
    await ok(host, 'undo');
    expect(host.resources()).toEqual(before);
  });

  it('needs --yes where nobody can be asked', async () => {
    const before = host.journal();
    const { code, message } = await refused(host, ['delete-vpc', '--all']);
    expect([code, message]).toEqual(['YES_MISSING', expect.stringContaining('2 VPCs: a, b;')]);
    await ok(host, 'delete-vpc', '--all', '--dry-run');
    expect(host.journal()).toBe(before);
  });

  it.each([
    ['NAMES_MISSING', ['delete-vpc']],
    ['NAMES_MISSING', ['delete-subnet', 'a']],
    ['NAMES_CONTRADICTORY', ['delete-vpc', 'a', '--all']],
    ['USAGE', ['delete-vpc', 'a', '--yes']],
    ['SUBNET_UNKNOWN', ['delete-subnet', 'b', '--all', '--yes']],
  ])('%s: %j', async (code, line) => {
    expect((await refused(host, line)).code).toBe(code);
  });

  it('has nothing to do with --if-exists where there is nothing', async () => {
    const line = ['delete-subnet', 'b', '--all', '--yes', '--if-exists'];
    expect(await nothing(...line)).toBe('VPC b has no subnet: nothing to do');
  });
});

describe('--if-exists', () => {
  it.each([
    ['delete-vpc x'],
    ['delete-subnet x y'],
    ['delete-subnet a x'],
    ['delete-instance a/web/x'],
    ['detach a/web/x'],
    ['unpeer a x'],
    ['clear-firewall a/web'],
    ['unshape a/web'],
    ['unforward a 8080'],
    ['unforward a'],
  ])('has nothing to do: %s', async (line) => {
    expect(await nothing(...line.split(' '), '--if-exists')).toMatch(/: nothing to do$/);
    expect((await refused(host, line.split(' '))).exitCode).toBe(2);
  });

  it('does the work where something is there', async () => {
    const unpeer = ['unpeer', 'a', 'b', '--if-exists'];
    expect((await json(host, changeOutputSchema, ...unpeer)).seq).toBeGreaterThan(7);
    await ok(host, 'forward', 'a/web', '8080:80');
    const line = ['unforward', 'a', '8080', '9090', '--if-exists'];
    expect((await json(host, changeOutputSchema, ...line)).seq).toBeGreaterThan(7);
    await ok(host, 'undo', '3');
  });

  it('hides no other error', async () => {
    const detach = await refused(host, ['detach', 'a/web/c1', '--if-exists']);
    expect(detach.code).toBe('INSTANCE_NOT_ATTACHED');
    const check = ['delete-vpc', 'a', '--if-exists', '--dry-run', '--check', 'a/web -> 10.1.0.1'];
    expect((await refused(host, check)).exitCode).toBe(2);
  });

  it('counts as done in a what-if', async () => {
    const line = ['reach', 'a/web', 'a/db', '--with', 'delete-vpc x --if-exists', '--json'];
    expect(await host.vpcctl(...line)).toMatchObject({ exitCode: 0 });
  });
});

describe('--if-not-exists', () => {
  it.each([
    ['create-vpc a 10.0.0.0/16'],
    ['create-vpc a 10.0.0.0/16 --label team=blue'],
    ['add-subnet a/web 10.0.1.0/24'],
    ['add-subnet a/db 10.0.2.0/24 --type public'],
    ['add-instance a/web/c1'],
    ['add-instance a/web/c1 --ip 10.0.1.9'],
    ['peer a b'],
    ['peer b a'],
    ['peer a b --allow-cidrs 10.0.0.0/16'],
  ])('has nothing to do: %s', async (line) => {
    const text = await nothing(...line.split(' '), '--if-not-exists');
    expect(text).toMatch(/ exists already: nothing to do$/);
    if (!line.includes('--label')) expect((await refused(host, line.split(' '))).exitCode).toBe(2);
  });

  it.each([
    ['create-vpc a 10.9.0.0/16', 'its CIDR is 10.0.0.0/16, not 10.9.0.0/16'],
    ['create-vpc a 10.0.0.0/16 --interface eth0', 'its uplink is auto, not eth0'],
    ['create-vpc a 10.0.0.0/16 --label team=red', 'the label team is "blue", not "red"'],
    ['create-vpc a 10.0.0.0/16 --label x=', 'the label x is not set, not ""'],
    ['add-subnet a/web 10.0.9.0/24', 'its CIDR is 10.0.1.0/24, not 10.0.9.0/24'],
    ['add-subnet a/db 10.0.2.0/24', 'its type is public, not private'],
    ['add-instance a/web/c1 --ip 10.0.1.8', 'its address is 10.0.1.9, not 10.0.1.8'],
    ['peer b a --allow-cidrs 10.0.1.0/24', 'the part of a is 10.0.0.0/16, not 10.0.1.0/24'],
  ])('is refused where it differs: %s', async (line, difference) => {
    const { code, message } = await refused(host, [...line.split(' '), '--if-not-exists']);
    expect(code).toBe('EXISTS_OTHERWISE');
    expect(message).toContain(difference);
  });

  it('creates what is not there', async () => {
    const line = ['create-vpc', 'c', '10.2.0.0/16', '--if-not-exists'];
    expect((await json(host, changeOutputSchema, ...line)).seq).toBeGreaterThan(7);
    expect(await names()).toEqual(['a', 'b', 'c']);
    await ok(host, 'undo');
  });
});
