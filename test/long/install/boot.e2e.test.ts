import { copyFileSync, cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bootChangeOutputSchema, bootStatusOutputSchema } from '../../../src/schemas/boot.js';
import { historyOutputSchema } from '../../../src/schemas/history.js';
import { type BootHost, createBootHost } from '../../support/boot/boot-host.js';
import { fillDisk, NO_SECOND_UPLINK } from '../../support/boot/disk.js';
import { debianRoot } from '../../support/boot/root.js';
import {
  bootLog,
  bootState,
  buildScenario,
  EXPECTED_TRAFFIC,
  resolved,
  runTimes,
  seenAtBoot,
  traffic,
} from '../../support/boot/scenario.js';
import { CHECKOUT } from '../../support/checkout.js';
import { installFakeTools } from '../../support/cli/fake-tools.js';
import { eventually } from '../../support/cli/gate.js';
import { startHeld } from '../../support/cli/hold.js';
import { outside } from '../../support/cli/lab-files.js';
import { json, ok, refused } from '../../support/cli/vpcctl.js';
import { type HostState, hostChanges } from '../../support/lab/host-state.js';
import { packDns } from '../../support/plugins/dns.js';

/** The first time on a machine a Debian is made for it. */
const PATIENCE = 300_000;

const DNS = 'vpcctl-dns-1.0.0.tgz';
const NAMESPACES = ['vpc1-private', 'vpc1-public', 'vpc2-web'];

let host: BootHost;
let built: HostState;

beforeAll(async () => {
  if (process.geteuid?.() !== 0) {
    throw new Error('the boot test starts a host under systemd, and that takes root');
  }
  host = await createBootHost(await debianRoot(), fillDisk);
  await host.boot();
  await buildScenario(host);
  built = await bootState(host);
}, PATIENCE);

afterAll(() => host?.stop());

it('a unit of that name by another author is left alone', async () => {
  const file = '/etc/systemd/system/vpcctl.service';
  await host.shell(`echo '[Unit]' >${file}`);
  for (const verb of ['enable', 'disable', 'status']) {
    expect(await refused(host, ['boot', verb])).toMatchObject({
      code: 'BOOT_UNIT_NOT_OURS',
      exitCode: 3,
    });
  }
  expect((await host.shell(`cat ${file}; rm ${file}`)).stdout).toBe('[Unit]\n');
});

it('a second enable has nothing to do', async () => {
  const before = await json(host, bootStatusOutputSchema, 'boot', 'status');
  expect(before).toMatchObject({ enabled: false, unit: 'missing', lastRun: null });

  expect(await json(host, bootChangeOutputSchema, 'boot', 'enable')).toMatchObject({
    changed: true,
  });
  expect(await ok(host, 'boot', 'enable')).toContain('nothing to do');
  const after = await json(host, bootStatusOutputSchema, 'boot', 'status');
  expect(after).toMatchObject({ enabled: true, unit: 'current', missingPrograms: [] });
  expect(after.lastRun).toBeNull();
  // systemd has nothing to say against a line of it.
  const verified = await host.run('systemd-analyze', ['verify', 'vpcctl.service']);
  expect(verified).toMatchObject({ exitCode: 0, stderr: '' });
});

it('status notices that node has moved, and enable fixes the unit', async () => {
  const moved = 's#^ExecStart="[^"]*"#ExecStart="/opt/node/bin/node"#';
  await host.run('sed', ['-i', moved, '/etc/systemd/system/vpcctl.service']);
  expect(await json(host, bootStatusOutputSchema, 'boot', 'status')).toMatchObject({
    unit: 'outdated',
    missingPrograms: ['/opt/node/bin/node'],
  });
  expect(await json(host, bootChangeOutputSchema, 'boot', 'enable')).toMatchObject({
    changed: true,
  });
  const { unit } = await json(host, bootStatusOutputSchema, 'boot', 'status');
  expect(unit).toBe('current');
});

it('a reboot restores the host before later services start', async () => {
  expect(await traffic(host)).toEqual(EXPECTED_TRAFFIC);
  await host.reboot();

  expect(hostChanges(built, await bootState(host))).toEqual([]);
  expect(await traffic(host)).toEqual(EXPECTED_TRAFFIC);
  expect(seenAtBoot(host)).toEqual(NAMESPACES);
  const { start } = await runTimes(host, 'vpcctl');
  for (const earlier of ['nftables', 'uplinks']) {
    expect(start, earlier).toBeGreaterThan((await runTimes(host, earlier)).end);
  }
  expect(await ok(host, 'replay')).toContain('nothing to do');
  const status = await json(host, bootStatusOutputSchema, 'boot', 'status');
  expect(status.lastRun).toMatchObject({ outcome: 'succeeded', failure: null });
  expect(await bootLog(host)).toMatch(/^Made the host match the journal: \d+ changes$/m);
});

it('with --keep, what another program deletes is repaired, also after a reboot', async () => {
  const enable = (...flags: string[]) =>
    json(host, bootChangeOutputSchema, 'boot', 'enable', ...flags);
  expect(await enable('--keep')).toMatchObject({ changed: true, keep: true });
  expect(await enable()).toMatchObject({ changed: false, keep: true });
  const verified = await host.run('systemd-analyze', ['verify', 'vpcctl-watch.service']);
  expect(verified).toMatchObject({ exitCode: 0, stderr: '' });
  await host.reboot();

  for (const what of ['nft delete table inet vpcctl', 'ip -n vpc1-public route del default']) {
    expect(await host.shell(what)).toMatchObject({ exitCode: 0 });
    await eventually(async () => expect(hostChanges(built, await bootState(host))).toEqual([]));
  }
  const { keep } = await json(host, bootStatusOutputSchema, 'boot', 'status');
  expect(keep).toMatchObject({ enabled: true, unit: 'current', running: true });
  expect(await enable('--no-keep')).toMatchObject({ changed: true, keep: false });
  const left = await host.shell('systemctl is-active vpcctl-watch; pgrep -f "repair --watc[h]"');
  expect(left.stdout).toBe('inactive\n');
});

it('where a VPC has a flow log, its flows are written, also after a reboot', async () => {
  const enable = (...flags: string[]) =>
    json(host, bootChangeOutputSchema, 'boot', 'enable', ...flags);
  // Without a network npm leaves out the package that netlink needs.
  const koffi = ['koffi', '@koromix'].map((name) => `${host.packageRoot}/node_modules/${name}`);
  for (const path of koffi) {
    const from = join(CHECKOUT, 'node_modules', path.split('/').at(-1) ?? '');
    cpSync(from, outside(host, path), { recursive: true });
  }
  await ok(host, 'flow-logs', 'enable', 'vpc1', '--aggregate', '1s');
  expect(await enable()).toMatchObject({ changed: true, flowLogs: true });
  expect(await enable()).toMatchObject({ changed: false, flowLogs: true });
  const verified = await host.run('systemd-analyze', ['verify', 'vpcctl-flow-logs.service']);
  expect(verified).toMatchObject({ exitCode: 0, stderr: '' });
  await host.reboot();

  const { flowLogs } = await json(host, bootStatusOutputSchema, 'boot', 'status');
  expect(flowLogs).toMatchObject({ enabled: true, unit: 'current', running: true });
  await eventually(async () => {
    await host.shell('ip netns exec vpc1-public ping -q -c1 -W1 10.0.2.1');
    const { stdout } = await host.shell('vpcctl logs flow --from vpc1/public --since 5s');
    expect(stdout).toContain('icmp');
  });
  await ok(host, 'flow-logs', 'disable', 'vpc1');
  expect(await enable('--no-flow-logs')).toMatchObject({ changed: true, flowLogs: false });
  for (const path of koffi) rmSync(outside(host, path), { recursive: true });
});

it('a reboot restores the host with iptables-legacy, too', async () => {
  await ok(host, 'backend', 'set', 'iptables-legacy');
  const there = await bootState(host);
  await host.reboot();

  expect(hostChanges(there, await bootState(host))).toEqual([]);
  expect(await traffic(host)).toEqual(EXPECTED_TRAFFIC);
  expect(await ok(host, 'replay')).toContain('nothing to do');
  await ok(host, 'undo');
});

it('a reboot restores the daemons of plugins, which outlive the unit', async () => {
  const packed = await packDns();
  copyFileSync(join(packed.directory, DNS), outside(host, `/srv/${DNS}`));
  packed.remove();
  // What comes after this finds a journal that no plugin has a part in.
  await host.shell('cp -a /root/.vpcctl /srv/before');
  await ok(host, 'plugins', 'install', `/srv/${DNS}`);
  await ok(host, 'dns', 'enable', 'vpc1');
  expect(await resolved(host, 'private.vpc1.internal')).toBe('10.0.2.1');
  const there = await bootState(host);
  await host.reboot();

  expect(hostChanges(there, await bootState(host))).toEqual([]);
  expect(await resolved(host, 'private.vpc1.internal')).toBe('10.0.2.1');
  expect(await ok(host, 'replay')).toContain('nothing to do');
  await host.run('systemctl', ['stop', 'vpcctl']);
  expect(await resolved(host, 'private.vpc1.internal')).toBe('10.0.2.1');
  await ok(host, 'undo');
  expect(await resolved(host, 'private.vpc1.internal')).not.toBe('10.0.2.1');
  await host.shell('rm -r /root/.vpcctl && mv /srv/before /root/.vpcctl');
});

it('a power cut during a command is followed by its rollback', async () => {
  installFakeTools(host);
  const held = await startHeld(host, { at: 3 }, ['delete-vpc', 'vpc1']);
  await host.powerCut();
  // Who waited for it sees it end, with the host.
  await held.ended.catch(() => {});
  await host.boot();

  expect(hostChanges(built, await bootState(host))).toEqual([]);
  expect(await traffic(host)).toEqual(EXPECTED_TRAFFIC);
  const { entries } = await json(host, historyOutputSchema, 'history');
  expect(entries.at(-1)).toMatchObject({ description: 'delete VPC vpc1', outcome: 'interrupted' });
  expect(await ok(host, 'replay')).toContain('nothing to do');
});

it('a route that cannot be built makes the unit fail with the reason, and the rest is built', async () => {
  writeFileSync(outside(host, NO_SECOND_UPLINK), '');
  await host.reboot();

  const { lastRun } = await json(host, bootStatusOutputSchema, 'boot', 'status');
  expect(lastRun).toMatchObject({ outcome: 'failed', failure: 'exit code 1' });
  expect((await host.run('systemctl', ['is-failed', 'vpcctl'])).stdout).toBe('failed\n');
  expect(await bootLog(host)).toMatch(/route:7002:default: .*eth1/);
  expect(await traffic(host)).toEqual({
    ...EXPECTED_TRAFFIC,
    'that of the other VPC': 'nothing',
  });

  // The administrator fixes it and starts the unit again.
  await host.shell(`rm ${NO_SECOND_UPLINK}`);
  await host.reboot();
  expect(hostChanges(built, await bootState(host))).toEqual([]);
});

it('a state directory of any name works, and disable leaves nothing', async () => {
  const env = { VPCCTL_HOME: '/srv/my "VPCs" $HOME 100%h' };
  const boot = (verb: string) => host.run('vpcctl', ['boot', verb], { env });
  await host.run('cp', ['-a', '/root/.vpcctl', env.VPCCTL_HOME]);
  await host.run('rm', ['-r', '/root/.vpcctl']);
  expect((await boot('status')).stdout).toContain('not what boot enable would write now');
  expect(await boot('enable')).toMatchObject({ exitCode: 0, stderr: '' });
  await host.reboot();

  expect(hostChanges(built, await bootState(host))).toEqual([]);
  expect((await boot('status')).stdout).toMatch(/up to date\nlast run {2}succeeded/);
  expect(await boot('disable')).toMatchObject({ exitCode: 0, stderr: '' });
  expect((await boot('disable')).stdout).toContain('nothing to do');
  const left = await host.shell('find /etc/systemd -name "vpcctl*"; systemctl is-active vpcctl');
  expect(left.stdout).toBe('inactive\n');
  // What it built stays.
  expect(hostChanges(built, await bootState(host))).toEqual([]);
});
