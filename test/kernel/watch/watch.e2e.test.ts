import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statusOutputSchema } from '../../../src/schemas/status.js';
import { eventually } from '../../support/cli/gate.js';
import { fileIn, STATE } from '../../support/cli/lab-files.js';
import { json, ok } from '../../support/cli/vpcctl.js';
import { FIREWALLD } from '../../support/foreign-firewalls/firewalls.js';
import { type Lab, startLab } from '../../support/lab/harness.js';
import { hostChanges } from '../../support/lab/host-state.js';
import { wholeHost } from '../../support/lab/whole-host.js';

let lab: Lab;
const watchers = async () => (await lab.shell("pgrep -f '[r]epair --watch'")).stdout;

beforeAll(async () => {
  lab = await startLab();
  await lab.shell('ip route del default');
  await ok(lab, 'create-vpc', 'vpc1', '10.0.0.0/16');
  await ok(lab, 'add-subnet', 'vpc1', 'a', '10.0.1.0/24', '--type', 'public');
  // An hour: what is repaired here is repaired because the kernel told of it.
  lab.start('sh', [
    '-c',
    `vpcctl repair --watch --every 3600 --json --log-level debug >/run/repairs &
      echo $! >/run/watcher; wait $!; echo $? >/run/ended`,
  ]);
  await eventually(async () => expect(logged(/looked at the host/)).toBe(1));
});
afterAll(() => lab.stop());

const logged = (what: RegExp) =>
  (fileIn(lab, `${STATE}/vpcctl.log`) ?? '').split('\n').filter((line) => what.test(line)).length;

const DAMAGE: Readonly<Record<string, string>> = {
  'a rule deleted': 'ip rule del priority 7001',
  'an address deleted': 'ip addr del 10.0.0.1/16 dev br-vpc1',
  'a bridge deleted': 'ip link del br-vpc1',
  'a route inside deleted': 'ip -n vpc1-a route del default',
  'forwarding switched off': 'echo 0 >/proc/sys/net/ipv4/ip_forward',
};

const FLUSHED = {
  nftables: 'nft flush ruleset',
  'iptables-legacy': 'iptables-legacy -F',
};

async function expectRepaired(line: string): Promise<void> {
  const built = await wholeHost(lab);
  expect(await lab.shell(line)).toMatchObject({ exitCode: 0 });
  await eventually(async () => expect(hostChanges(built, await wholeHost(lab))).toEqual([]));
}

/**
 * Waits until no look is due, which would see any damage. The second look after a change follows
 * the first one by a second, so it comes after both changes, and finds nothing to do.
 */
async function becomeQuiet(): Promise<void> {
  for (const address of ['127.0.0.8/8', '127.0.0.9/8']) {
    const before = logged(/looked at the host/);
    await lab.shell(`ip addr add ${address} dev lo; ip addr del ${address} dev lo`);
    await eventually(() => expect(logged(/looked at the host/)).toBeGreaterThan(before));
  }
}

describe('the watcher', () => {
  it.each(Object.entries(DAMAGE))('%s: is repaired by itself', async (_, line) => {
    await expectRepaired(line);
  });

  it.each(Object.entries(FLUSHED))('all rules of %s flushed: is repaired', async (name, line) => {
    await lab.vpcctl('backend', 'set', name);
    await becomeQuiet();
    await expectRepaired(line);
  });

  it('gives a VPC the internet when the host gets a default route', async () => {
    const ping = () => lab.shell('ip netns exec vpc1-a ping -q -c1 -W1 198.51.100.8');
    expect((await ping()).exitCode).not.toBe(0);
    await lab.shell('ip route add default via 203.0.113.1');
    await eventually(async () => expect(await ping()).toMatchObject({ exitCode: 0 }));
  });

  it('lets VPCs pass a firewall that starts and reloads, and has no files for exceptions', async () => {
    const ping = () => lab.shell('ip netns exec vpc1-a ping -q -c1 -W1 198.51.100.8');
    for (const line of ['nft -f -', 'nft delete table inet firewalld; nft -f -']) {
      await lab.shell(line, { input: FIREWALLD });
      await eventually(async () => expect(await ping()).toMatchObject({ exitCode: 0 }));
    }
    await lab.shell('nft delete table inet firewalld');
    await becomeQuiet();
  });

  it('holds no lock, lets other commands work, and then has nothing to repair', async () => {
    await ok(lab, 'add-subnet', 'vpc1', 'b', '10.0.2.0/24');
    expect(await json(lab, statusOutputSchema, 'status')).toMatchObject({ matches: true });
    const repairs = (fileIn(lab, '/run/repairs') ?? '').trimEnd().split('\n');
    const parsed = repairs.map((line) => JSON.parse(line));
    expect(parsed.length).toBeGreaterThan(Object.keys(DAMAGE).length);
    expect(parsed.flatMap(({ failures }) => failures)).toEqual([]);
    expect(repairs.join('\n')).not.toContain('10.0.2.');
  });

  it('ends with exit code 0 on SIGTERM, and leaves no process', async () => {
    await lab.shell('kill $(cat /run/watcher)');
    await eventually(() => expect(fileIn(lab, '/run/ended')).toBe('0\n'));
    await eventually(async () => expect(await watchers()).toBe(''));
  });
});
