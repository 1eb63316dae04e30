import { beforeEach, describe, expect, it } from 'vitest';
import { changeOutputSchema } from '../../../../src/schemas/change.js';
import {
  instanceOutputSchema,
  subnetOutputSchema,
  vpcOutputSchema,
} from '../../../../src/schemas/vpc.js';
import { createTestHost, type TestHost } from '../../../support/cli/in-process/test-host.js';
import { json, ok, refused } from '../../../support/cli/vpcctl.js';
import { hostWithContainers, running } from '../../../support/containers/host.js';
import { newMemoryDirectory } from '../../../support/directories.js';
import { routeTables } from '../../../support/plugins/route-table.js';

const POLICY = { subnet: '10.0.2.0/24', ingress: [{ action: 'allow', source: 'sg:shop/web' }] };

async function build(host: TestHost): Promise<void> {
  for (const line of [
    'create-vpc shop 10.0.0.0/16', // 1
    'add-subnet shop web 10.0.1.0/24 --type public', // 2
    'add-subnet shop db 10.0.2.0/24', // 3
    'add-instance shop web w1', // 4
    'create-vpc office 10.1.0.0/16', // 5
    'peer shop office', // 6
    `apply-firewall shop db ${host.write('policy.json', JSON.stringify(POLICY))}`, // 7
    'forward shop web/w1 8080:80', // 8
  ]) {
    await ok(host, ...line.split(' '));
  }
}

let host: TestHost;
beforeEach(async () => {
  host = createTestHost();
  await build(host);
});

/** What the host has, without the words of the purpose. */
const onHost = () => host.resources().map((each) => each.replace(/"why":"[^"]*"/g, ''));

describe.each([
  ['rename shop/web/w1 front', 'shop/web/w1', 'shop/web/front'],
  ['rename shop web w1 front', 'shop/web/w1', 'shop/web/front'],
  ['rename shop/web pages', 'shop/web', 'shop/pages'],
  ['rename shop web shop/pages', 'shop/web', 'shop/pages'],
  ['rename shop mall', 'shop', 'mall'],
])('%s', (line, old, now) => {
  const words = line.split(' ');

  it('is a change with a line, a message and JSON; a dry run tells of it and does nothing', async () => {
    const before = host.journal();
    const dry = await json(host, changeOutputSchema, ...words, '--dry-run');
    expect(dry).toMatchObject({ dryRun: true, seq: null, intent: 'names.rename', changes: [] });
    expect(host.journal()).toBe(before);
    const there = onHost();
    const done = await json(host, changeOutputSchema, ...words, '-m', 'as people say');
    expect(done).toMatchObject({ seq: 9, changes: [], commands: [] });
    expect(onHost()).toEqual(there);
    expect(await ok(host, 'history')).toContain(`rename ${old} to ${now}`);
    expect(await ok(host, 'history')).toContain('as people say');
    expect((await refused(host, ['show', old])).code).toMatch(/_UNKNOWN$/);
    expect(await ok(host, 'show', now)).toMatch(new RegExp(`^made as +${old}$`, 'm'));
  });

  it('is undone, redone and reverted, and the past has the old name', async () => {
    const before = await ok(host, 'show', old);
    expect(await ok(host, ...words)).toContain(`Renamed ${old} to ${now}`);
    const after = await ok(host, 'show', now);
    await ok(host, 'undo');
    expect(await ok(host, 'show', old)).toBe(before);
    await ok(host, 'redo');
    expect(await ok(host, 'show', now)).toBe(after);
    await ok(host, 'revert', '9');
    expect(await ok(host, 'show', old)).toBe(before);
    await ok(host, 'undo');
    expect(await ok(host, 'show', old, '--at', '8')).toBe(before);
    expect(await ok(host, 'show', now, '--at', '9')).toBe(after);
    expect(await ok(host, 'diff', '8', '9')).not.toContain('+ ');
    expect(JSON.parse(await ok(host, 'status', '--json'))).toMatchObject({ matches: true });
  });
});

it('show says what there is on the host, and what refers to the name has the new one', async () => {
  await ok(host, 'rename', 'shop', 'mall');
  await ok(host, 'rename', 'mall/web', 'pages');
  const vpc = await json(host, vpcOutputSchema, 'show', 'mall');
  expect(vpc).toMatchObject({ name: 'mall', madeAs: 'shop', bridge: { name: 'br-shop' } });
  const subnet = await json(host, subnetOutputSchema, 'show', 'mall/pages');
  expect(subnet).toMatchObject({ vpc: 'mall', madeAs: 'shop/web', namespace: 'shop-web' });
  expect(await ok(host, 'show', 'mall/db')).toContain('from sg:mall/pages');
  expect(await ok(host, 'show', 'mall/pages')).toMatch(/forwards +8080:80/);
  expect(await ok(host, 'show', 'office')).toContain('mall');
  await ok(host, 'unpeer', 'office', 'mall');
  await ok(host, 'unforward', 'mall', '8080');
  await ok(host, 'delete-instance', 'mall', 'pages', 'w1');
  await ok(host, 'delete-vpc', 'mall', 'office');
  expect(host.resources()).toEqual([]);
});

it('reach knows the new names, and blames the changes from before a rename', async () => {
  await ok(host, 'rename', 'shop', 'mall');
  await ok(host, 'rename', 'mall/web', 'pages');
  const now = await host.vpcctl('reach', 'mall/pages/w1', 'mall/db');
  expect(now).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('sg:mall/pages') });
  expect(now.stdout).toContain('entry 7');
  const past = await host.vpcctl('reach', 'shop/web/w1', 'shop/db', '--at', '8');
  expect(past).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('entry 7') });
  const { stdout } = await host.vpcctl('reach', 'mall/pages', 'internet');
  const { stdout: found } = await host.vpcctl('bisect', 'mall/pages -> mall/db:80/tcp');
  expect(found).toMatch(/3 made it reachable: add private subnet db/);
  expect(stdout).toMatch(/mall\/pages is public: masqueraded +2$/m);
});

it('a container that restarts is followed by the new name, in the namespace of the old one', async () => {
  const { base, becomes } = hostWithContainers(running(1));
  host = createTestHost({ base });
  await ok(host, 'create-vpc', 'shop', '10.0.0.0/16');
  await ok(host, 'add-subnet', 'shop', 'web', '10.0.1.0/24');
  await ok(host, 'attach', 'shop/web', '--container', 'web');
  await ok(host, 'rename', 'shop/web/web', 'front');
  await ok(host, 'rename', 'shop', 'mall');
  const there = onHost().length;
  becomes(running(2));
  await ok(host, 'repair');
  expect(onHost().length).toBe(there);
  const after = await json(host, instanceOutputSchema, 'show', 'mall/web/front');
  expect(after).toMatchObject({ madeAs: 'shop/web/web', namespace: 'shop-web-web' });
  expect(await ok(host, 'history')).toContain('in place of front');
});

it('a second VPC of the old name has names of its own on the host', async () => {
  await ok(host, 'rename', 'shop', 'mall');
  const there = onHost();
  await ok(host, 'create-vpc', 'shop', '10.2.0.0/16');
  await ok(host, 'add-subnet', 'shop', 'web', '10.2.1.0/24');
  await ok(host, 'add-instance', 'shop', 'web', 'w1');
  const vpc = await json(host, vpcOutputSchema, 'show', 'shop');
  expect(vpc).toMatchObject({ madeAs: 'shop-2', bridge: { name: 'br-shop-2' } });
  expect(vpc.subnets).toMatchObject([
    { madeAs: 'shop/web-2', namespace: 'shop-web-2', instances: [{ madeAs: 'shop/web/w1-2' }] },
  ]);
  expect(onHost()).toEqual(expect.arrayContaining(there));
  // Neither the first VPC nor its rename can be taken out from under what came later.
  expect(await refused(host, ['revert', '9'])).toMatchObject({ code: 'REVERT_DEPENDED' });
  expect(await refused(host, ['revert', '1'])).toMatchObject({ code: 'REVERT_DEPENDED' });
  await ok(host, 'delete-vpc', 'shop');
  expect(onHost()).toEqual(there);
});

it('a change before the rename is reverted where the rest holds', async () => {
  await ok(host, 'rename', 'shop', 'mall');
  await ok(host, 'revert', '7');
  expect(await ok(host, 'show', 'mall/db')).toMatch(/ingress +open/);
  const error = await refused(host, ['revert', '2']);
  expect(error).toMatchObject({ code: 'REVERT_DEPENDED' });
  await ok(host, 'rename', 'mall/db', 'data');
  const { hints } = await refused(host, ['revert', '3']);
  expect(hints.join('\n')).toContain('rename mall/db to mall/data');
});

it.each([
  [['rename', 'shop'], 'NAME_MISSING', 'the new name of shop is missing'],
  [['rename', 'shop', 'office'], 'VPC_EXISTS', 'VPC office already exists'],
  [['rename', 'shop', 'Shop'], 'NAME_INVALID', 'a VPC cannot be named "Shop"'],
  [['rename', 'nothing', 'else'], 'VPC_UNKNOWN', 'VPC "nothing" does not exist'],
])('%j is refused: %s', async (args, code, message) => {
  expect(await refused(host, args)).toMatchObject({
    ...{ code, exitCode: 2 },
    message: expect.stringContaining(message),
  });
});

describe('a topology', () => {
  const file = (vpc: string) =>
    JSON.stringify({
      name: 'net',
      vpcs: { [vpc]: { cidr: '10.6.0.0/16', subnets: { web: { cidr: '10.6.1.0/24' } } } },
    });

  it('owns what it made by the new name; the old one in its file is a new object', async () => {
    await ok(host, 'apply', '-f', host.write('net.json', file('lab')), '--yes');
    await ok(host, 'rename', 'lab', 'trial');
    const renamed = host.write('renamed.json', file('trial'));
    expect(await ok(host, 'plan', '-f', renamed, '--prune')).toContain('othing to do');
    const both = await ok(host, 'plan', '-f', host.write('net.json', file('lab')), '--prune');
    expect(both).toMatch(/^- subnet trial\/web$/m);
    expect(both).toMatch(/^\+ subnet lab\/web/m);
  });
});

describe('a plugin that does not follow renames', () => {
  it('has nothing of another VPC, and is named where it holds data of this one', async () => {
    host = createTestHost({ plugins: [routeTables(newMemoryDirectory('vpcctl-route-table-'))] });
    await build(host);
    await ok(host, 'add-route', 'office', '192.168.9.0/24');
    await ok(host, 'rename', 'shop', 'mall');
    const error = await refused(host, ['rename', 'office', 'work']);
    expect(error).toMatchObject({
      code: 'RENAME_NOT_FOLLOWED',
      message: 'the plugin of "route-table" holds data of office, and does not follow renames',
      exitCode: 2,
    });
    expect(error.hints.join()).toContain('update that plugin, or remove what it has of office');
    expect(await ok(host, 'show', 'office')).toContain('192.168.9.0/24');
  });
});
