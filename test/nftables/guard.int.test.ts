import type { Resource } from '@vpcctl/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Lab, openLab } from './support/lab.js';
import { apply } from './support/policy.js';
import { pings } from './support/probe.js';
import { filter } from './support/resources.js';
import { addressOf, build, macOf, policyOf, portOf, sysctl, type Vpc } from './support/world.js';

/** What root inside a subnet may try at its end of the cable. */
const EVIL = { name: 'evil', third: 1, isPublic: true };
const GOOD = { name: 'good', third: 2, isPublic: true };
const vpc: Vpc = { name: 'v', net: '10.0', number: 1, subnets: [EVIL, GOOD] };
const NAMESPACE = 'v-evil';
const OWN_MAC = macOf(vpc, EVIL);
const guarded = policyOf([vpc]);
const unguarded = guarded.filter(({ kind }) => kind !== 'port');

let lab: Lab;
let policy: readonly Resource[] = [];
async function usePolicy(next: readonly Resource[]): Promise<void> {
  await apply(lab, policy, next);
  policy = next;
}

/** Counts frames of a kind behind the guard: those on their way in, and those to the bridge itself. */
const countFrames = (match: string): string =>
  ['prerouting', 'input']
    .map(
      (hook) =>
        `chain ${hook} { type filter hook ${hook} priority 0; iifname "${portOf(vpc, EVIL)}" ${match} counter; }`,
    )
    .join('\n');

/** How many frames that `match` come past the guard while `script` runs in the subnet. */
async function passed(match: string, script: string): Promise<number> {
  await lab.run('nft', [`table bridge probe {\n${countFrames(match)}\n}`]);
  await lab.shell(NAMESPACE, script);
  const listed = await lab.run('nft', ['list', 'table', 'bridge', 'probe']);
  await lab.run('nft', ['delete table bridge probe']);
  return [...listed.matchAll(/packets (\d+)/g)].reduce((sum, found) => sum + Number(found[1]), 0);
}

/** What the host has learned of its neighbours: a trick without a guard has poisoned it. */
async function forget(): Promise<void> {
  await lab.run('ip', ['neigh', 'flush', 'dev', 'br-v']);
  await lab.run('ip', ['link', 'set', 'dev', 'br-v', 'type', 'bridge', 'fdb_flush']);
}

beforeAll(async () => {
  lab = await openLab();
  await build(lab, [vpc]);
  await lab.run('ip', ['link', 'set', portOf(vpc, EVIL), 'mtu', '3000']);
  await lab.run('ip', ['-n', NAMESPACE, 'link', 'set', 'eth0', 'mtu', '3000']);
  await sysctl(lab, 'bridge/bridge-nf-call-iptables=0');
});
afterAll(() => lab.close());

/** Only sends: what is sent is counted, answers are not awaited. */
const ping = (to: string, options = ''): string => `ping -n -q -c 1 -W 0.1 ${options} ${to}`;
const gateway = ping('10.0.0.1');
/** Rewrites what leaves the subnet, after its own stack is done with it. */
const rewriting = (rewrite: string, script: string): string =>
  `nft 'table netdev evil { chain out { type filter hook egress device "eth0" priority 0; ${rewrite}; }; }' &&
   { ${script}; }; nft delete table netdev evil`;
const rewritingArp = (rewrite: string): string =>
  `ip neigh flush dev eth0; nft 'table arp evil { chain out { type filter hook output priority 0; ${rewrite}; }; }' &&
   { ${gateway}; }; nft delete table arp evil; ip neigh flush dev eth0`;

/** Each trick: how its frames are known, and what root in the subnet does. */
const tricks: readonly [what: string, match: string, script: string][] = [
  [
    'an address that nobody has',
    'ip saddr 10.0.9.9',
    `ip addr add 10.0.9.9/32 dev eth0; ${ping('10.0.2.1', '-I 10.0.9.9')}; ip addr del 10.0.9.9/32 dev eth0`,
  ],
  [
    "a neighbour's address",
    `ip saddr ${addressOf(vpc, GOOD)}`,
    rewriting(`ip saddr set ${addressOf(vpc, GOOD)}`, gateway),
  ],
  [
    'another MAC',
    'ether saddr 02:00:00:00:99:99',
    rewriting('ether saddr set 02:00:00:00:99:99', gateway),
  ],
  [
    "a neighbour's MAC and address",
    `ether saddr ${macOf(vpc, GOOD)} ip saddr ${addressOf(vpc, GOOD)}`,
    rewriting(`ether saddr set ${macOf(vpc, GOOD)} ip saddr set ${addressOf(vpc, GOOD)}`, gateway),
  ],
  [
    'ARP for another address',
    `arp saddr ip ${addressOf(vpc, GOOD)}`,
    rewritingArp(`arp saddr ip set ${addressOf(vpc, GOOD)}`),
  ],
  [
    'ARP with another MAC inside',
    'arp saddr ether 02:00:00:00:99:99',
    rewritingArp('arp saddr ether set 02:00:00:00:99:99'),
  ],
  ['ARP of another kind of hardware', 'arp htype 6', rewritingArp('arp htype set 6')],
  [
    'IPv6',
    'ether type ip6',
    `echo 0 > /proc/sys/net/ipv6/conf/eth0/disable_ipv6; ip addr add fd00::1/64 dev eth0 nodad
     ${ping('fd00::2', '-6')}; echo 1 > /proc/sys/net/ipv6/conf/eth0/disable_ipv6`,
  ],
  [
    // Read as a tagged frame, the packet's length (2048, 0x0800) is the type IPv4, and its destination the source.
    'a VLAN tag around its own address',
    'ether type vlan',
    rewriting('ip daddr set 10.0.1.1 ether type set 0x8100', `${gateway} -s 2020`),
  ],
  ['another protocol', 'ether type 0x88b5', rewriting('ether type set 0x88b5', gateway)],
  [
    '802.1X, which skips the prerouting hook',
    'ether type 0x888e',
    rewriting('ether daddr set 01:80:c2:00:00:03 ether type set 0x888e', gateway),
  ],
];

describe('a port is closed to', () => {
  test.each(tricks)('%s', async (_what, match, script) => {
    // The trick works where there is no guard, so it is the guard that stops it.
    await usePolicy(unguarded);
    expect(await passed(match, script)).toBeGreaterThan(0);
    await usePolicy(guarded);
    await forget();
    expect(await passed(match, script)).toBe(0);
    expect(await pings(lab, NAMESPACE, addressOf(vpc, GOOD))).toBe(true);
  });
});

test('a port is open to its own MAC and address', async () => {
  await usePolicy(guarded);
  await lab.shell(NAMESPACE, 'ip neigh flush dev eth0');
  expect(await passed(`arp saddr ether ${OWN_MAC}`, gateway)).toBeGreaterThan(0);
  expect(await passed(`ether saddr ${OWN_MAC} ip saddr 10.0.1.1`, gateway)).toBeGreaterThan(0);
});

describe('should a port let it in, the router itself drops', () => {
  /** One side of an IPv6 network that the host would route; neighbour discovery is dropped, too. */
  const inIPv6 = async (namespace: string, net: string): Promise<void> => {
    const [routerMac] = (await lab.run('cat', ['/sys/class/net/br-v/address'])).split('\n');
    const read = await lab.shell(namespace, 'cat /sys/class/net/eth0/address');
    await lab.run('ip', ['addr', 'add', `${net}::9/64`, 'dev', 'br-v', 'nodad']);
    const neighbour = [
      'neigh',
      'replace',
      `${net}::1`,
      'lladdr',
      read.stdout.trim(),
      'dev',
      'br-v',
    ];
    await lab.run('ip', neighbour);
    await lab.shell(
      namespace,
      `echo 0 > /proc/sys/net/ipv6/conf/eth0/disable_ipv6
       ip addr add ${net}::1/64 dev eth0 nodad; ip route add default via ${net}::9
       ip neigh replace ${net}::9 lladdr ${routerMac} dev eth0`,
    );
  };

  test('IPv6', async () => {
    await usePolicy(unguarded);
    await sysctl(lab, 'ipv6/conf/br-v/disable_ipv6=0', 'ipv6/conf/all/forwarding=1');
    await inIPv6(NAMESPACE, 'fd00:1');
    await inIPv6('v-good', 'fd00:2');
    const toHost = (): Promise<boolean> => pings(lab, NAMESPACE, 'fd00:1::9', '-6');
    const toNeighbour = (): Promise<boolean> => pings(lab, NAMESPACE, 'fd00:2::1', '-6');

    expect(await Promise.all([toHost(), toNeighbour()])).toEqual([false, false]);
    for (const chain of ['to-host', 'from-host', 'leave']) {
      await lab.run('nft', [`insert rule inet vpcctl ${chain} meta nfproto ipv6 accept`]);
    }
    expect(await Promise.all([toHost(), toNeighbour()])).toEqual([true, true]);
    await apply(lab, [{ ...filter, attributes: { name: 'damaged' } }], unguarded);
  });
});
