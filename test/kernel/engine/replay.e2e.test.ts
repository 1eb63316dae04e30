import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replayOutputSchema } from '../../../src/schemas/change.js';
import { eventually } from '../../support/cli/gate.js';
import { journalOf } from '../../support/cli/lab-files.js';
import { POLICY, POLICY_FILE, STORY, writeIn } from '../../support/cli/tutorial.js';
import { json, ok } from '../../support/cli/vpcctl.js';
import { giveJournal } from '../../support/engine/drive.js';
import { FILTER_TOOL, startHeld } from '../../support/lab/faults.js';
import { BACKEND, type Lab, startLab } from '../../support/lab/harness.js';
import { type HostState, hostChanges } from '../../support/lab/host-state.js';
import { wholeHost } from '../../support/lab/whole-host.js';

let lab: Lab;
let built: HostState;
beforeAll(async () => {
  lab = await startLab();
  writeIn(lab, POLICY_FILE, JSON.stringify(POLICY));
  for (const args of STORY.slice(0, 7)) await ok(lab, ...args);
  built = await wholeHost(lab);
});
afterAll(() => lab.stop());

const changes = async () => hostChanges(built, await wholeHost(lab));

/** In one VPC, through a peering, and to the internet. */
async function expectTraffic(inside: Lab): Promise<void> {
  const pings = [
    ['vpc1-public', '10.0.2.1'],
    ['vpc1-private', '172.16.1.1'],
    ['vpc2-web', '198.51.100.8'],
  ].map(([from, to]) => `ip netns exec ${from} ping -q -c1 -W5 ${to}`);
  expect(await inside.shell(pings.join(' && '))).toMatchObject({ exitCode: 0 });
}

const NFTABLES_DAMAGE = {
  'the table inet flushed': 'nft flush table inet vpcctl',
  'the table inet deleted': 'nft delete table inet vpcctl',
  'the table bridge deleted': 'nft delete table bridge vpcctl',
  'all of nft flushed': 'nft flush ruleset',
};

const LEGACY_DAMAGE = {
  'the table filter flushed': 'iptables-legacy -F',
  'the table filter flushed, with its chains': 'iptables-legacy -F; iptables-legacy -X',
  'a jump deleted': 'iptables-legacy -D FORWARD 1',
  'the table nat flushed': 'iptables-legacy -t nat -F',
  'the table raw flushed': 'iptables-legacy -t raw -F',
  'ARP flushed': 'arptables-legacy -F',
  'a port unlocked': 'bridge link set dev veth-vpc1-publi locked off',
};

/** Shell that damages the host, by the damage. */
const DAMAGE: Readonly<Record<string, string>> = {
  'a bridge deleted': 'ip link del br-vpc1',
  'a veth pair deleted': 'ip link del veth-vpc1-publi',
  'a port taken out of its bridge': 'ip link set veth-vpc1-publi nomaster',
  'isolation of a port switched off': 'bridge link set dev veth-vpc1-publi isolated off',
  'a namespace removed': 'ip netns del vpc1-private',
  'an address removed': 'ip addr del 10.0.0.1/16 dev br-vpc1',
  'an address inside removed': 'ip -n vpc1-public addr flush dev veth-ns-public',
  'a table of routes flushed': 'ip route flush table 7001',
  'a route inside removed': 'ip -n vpc1-public route del default',
  'a rule removed': 'ip rule del priority 7001',
  'a bridge set down': 'ip link set br-vpc1 down',
  'a port set down': 'ip link set veth-vpc1-publi down',
  'a guest end set down': 'ip -n vpc1-public link set veth-ns-public down',
  'the MAC of a bridge changed': 'ip link set br-vpc1 address 02:00:00:00:00:01',
  'the MAC inside changed': 'ip -n vpc1-public link set veth-ns-public address 02:00:00:00:00:02',
  ...(BACKEND === 'nftables' ? NFTABLES_DAMAGE : LEGACY_DAMAGE),
  'forwarding switched off': 'echo 0 >/proc/sys/net/ipv4/ip_forward',
  'a setting of a bridge changed': 'echo 1 >/proc/sys/net/ipv4/conf/br-vpc1/send_redirects',
  'IPv6 let in': 'echo 0 >/proc/sys/net/ipv6/conf/br-vpc1/disable_ipv6',
};

describe('replay', () => {
  it('does nothing on a correct host, and says so', async () => {
    expect(await ok(lab, 'replay')).toBe('The host matches the journal: nothing to do\n');
    expect(await json(lab, replayOutputSchema, 'replay')).toMatchObject({
      changes: [],
      commands: [],
    });
    expect(await changes()).toEqual([]);
  });

  it.each(Object.entries(DAMAGE))('%s: is fixed', async (_, line) => {
    expect(await lab.shell(line)).toMatchObject({ exitCode: 0 });
    expect(await ok(lab, 'replay')).toMatch(/: [1-9]\d* change/);
    expect(await changes()).toEqual([]);
  });

  it('all damage at once is fixed in one replay, as its dry run says, and traffic passes', async () => {
    for (const line of Object.values(DAMAGE)) await lab.shell(line);
    const planned = await json(lab, replayOutputSchema, 'replay', '--dry-run');
    expect((await json(lab, replayOutputSchema, 'replay')).changes).toEqual(planned.changes);
    expect(await changes()).toEqual([]);
    expect((await json(lab, replayOutputSchema, 'replay')).changes).toEqual([]);
    await expectTraffic(lab);
  });

  it('builds everything on an empty host, also on another host, and traffic passes', async () => {
    const other = await startLab();
    giveJournal(other, journalOf(lab) ?? '');
    const replay = await startHeld(other, { program: FILTER_TOOL, at: 1 }, ['replay']);
    await eventually(() => expect(replay.stderr()).toContain(`running: ${FILTER_TOOL} `));
    replay.release();
    expect(await replay.ended).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^Made the host match the journal: \d+ changes?\n$/),
    });
    expect(hostChanges(built, await wholeHost(other))).toEqual([]);
    expect(journalOf(other)).toBe(journalOf(lab));
    await expectTraffic(other);
    await other.stop();
  });

  it('leaves objects of other programs alone', async () => {
    const other = await startLab();
    giveJournal(other, journalOf(lab) ?? '');
    await other.shell(
      'ip link add br-own type bridge; ip netns add own; ip rule add priority 99 lookup main; nft add table ip own',
    );
    const before = await wholeHost(other);
    await ok(other, 'replay');
    const lost = hostChanges(before, await wholeHost(other)).filter((line) => line.startsWith('-'));
    expect(lost.filter((line) => !line.startsWith('- sysctls: '))).toEqual([]);
    await other.stop();
  });
});
