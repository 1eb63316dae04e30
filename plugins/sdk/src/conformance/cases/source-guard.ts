import { describe, expect, test } from 'vitest';
import type { Resource } from '../../resource/resource.js';
import { BASIC, PRIVATE, PUBLIC, vpc1 } from '../scenario/network.js';
import { connects, pings } from '../scenario/probe.js';
import { addressOf, bridgeOf, macOf, portOf } from '../scenario/scenario.js';
import type { Subject } from '../scenario/subject.js';

/** Root in one subnet of a VPC, and a neighbour. */
const [EVIL, GOOD] = ['vpc1-public', 'vpc1-private'];
const PORT = portOf(vpc1, PUBLIC);
const ADDRESS = addressOf(vpc1, PUBLIC);
const MAC = macOf(vpc1, PUBLIC);
const NEIGHBOUR = { mac: macOf(vpc1, PRIVATE), address: addressOf(vpc1, PRIVATE) };
const STRANGER = '02:00:00:00:99:99';

interface Trick {
  readonly what: string;
  /** An nft match for its frames at the port. */
  readonly match: string;
  /** A script for root in the subnet. It only sends. */
  readonly script: string;
  /**
   * The port for which the same frames are legitimate; there they arrive. Without one, no port
   * allows them.
   */
  readonly fair?: { readonly mac?: string; readonly addresses?: readonly string[] };
}

const ping = (to: string, options = ''): string => `ping -n -q -c 1 -W 0.1 ${options} ${to}`;
const gateway = ping('10.0.0.1');
/** A workload that can't answer ARP can still send. */
const KNOWN = 'ip neigh replace 10.0.0.1 lladdr 02:00:00:00:10:00 dev eth0 nud reachable';
/** Rewrites packets that leave the subnet, behind its own network stack. */
const rewriting = (rewrite: string, script = gateway): string =>
  `${KNOWN}; nft 'table netdev evil { chain out { type filter hook egress device "eth0" priority 0; ${rewrite}; }; }' &&
   { ${script}; }; nft delete table netdev evil`;
/**
 * Asks for the gateway's MAC, also where the gateway is already known (`STALE`) because it asked
 * first.
 */
const asking = `for round in $(seq 20); do
    ip neigh flush dev eth0; ${gateway}
    ip neigh show 10.0.0.1 dev eth0 | grep -qE 'REACHABLE|INCOMPLETE|FAILED' && break
  done`;
const rewritingArp = (rewrite: string): string =>
  `nft 'table arp evil { chain out { type filter hook output priority 0; ${rewrite}; }; }' &&
   { ${asking}; }; nft delete table arp evil; ip neigh flush dev eth0`;

const tricks: readonly Trick[] = [
  {
    what: 'an address that no workload has',
    match: 'ip saddr 10.0.9.9',
    script: `${KNOWN}; ip addr add 10.0.9.9/32 dev eth0; ${ping(NEIGHBOUR.address, '-I 10.0.9.9')}; ip addr del 10.0.9.9/32 dev eth0`,
    fair: { addresses: ['10.0.9.9'] },
  },
  {
    what: "a neighbour's address",
    match: `ether saddr ${MAC} ip saddr ${NEIGHBOUR.address}`,
    script: rewriting(`ip saddr set ${NEIGHBOUR.address}`),
    fair: { addresses: [NEIGHBOUR.address] },
  },
  {
    what: 'another MAC',
    match: `ether saddr ${STRANGER} ip saddr ${ADDRESS}`,
    script: rewriting(`ether saddr set ${STRANGER}`),
    fair: { mac: STRANGER },
  },
  {
    what: "a neighbour's MAC and address",
    match: `ether saddr ${NEIGHBOUR.mac} ip saddr ${NEIGHBOUR.address}`,
    script: rewriting(`ether saddr set ${NEIGHBOUR.mac} ip saddr set ${NEIGHBOUR.address}`),
  },
  {
    what: 'ARP for another address',
    // The neighbour asks for itself, too.
    match: `arp saddr ether ${MAC} arp saddr ip ${NEIGHBOUR.address}`,
    script: rewritingArp(`arp saddr ip set ${NEIGHBOUR.address}`),
    fair: { addresses: [NEIGHBOUR.address] },
  },
  {
    what: 'ARP with another MAC inside',
    match: `arp saddr ether ${STRANGER}`,
    script: rewritingArp(`arp saddr ether set ${STRANGER}`),
  },
  {
    what: 'ARP of another kind of hardware',
    match: 'arp htype 6',
    script: rewritingArp('arp htype set 6'),
  },
  {
    what: 'IPv6',
    match: 'ether type ip6',
    script: `echo 0 > /proc/sys/net/ipv6/conf/eth0/disable_ipv6; ip addr add fd00::1/64 dev eth0 nodad
      ip neigh replace fd00::2 lladdr 02:00:00:00:10:00 dev eth0
      ${ping('fd00::2', '-6')}; echo 1 > /proc/sys/net/ipv6/conf/eth0/disable_ipv6`,
  },
  {
    what: 'a VLAN tag around its own address',
    match: 'ether type vlan',
    script: rewriting('ether type set 0x8100'),
  },
  {
    what: 'another protocol',
    match: 'ether type 0x88b5',
    script: rewriting('ether type set 0x88b5'),
  },
  {
    what: 'a link-local frame, which bridges treat apart',
    match: 'ether type 0x888e',
    script: rewriting('ether daddr set 01:80:c2:00:00:03 ether type set 0x888e'),
  },
];

/**
 * Counters for frames that `match`: at the port before its guard, and where they must not arrive.
 */
function counters(match: string): { host: string; neighbour: string } {
  const chain = (name: string, where: string, rule: string): string =>
    `chain ${name} {\ntype filter ${where}\n${rule} counter\n}\n`;
  const last = (hook: string): string => `hook ${hook} priority 300`;
  const from = `iifname "${bridgeOf(vpc1)}"`;
  // A match of one layer is no match in the tables of another.
  const family = /^arp/.test(match)
    ? 'arp'
    : /ip6/.test(match)
      ? 'ip6'
      : /ip saddr/.test(match)
        ? 'ip'
        : null;
  const beyond = family === 'ip6' ? from : `${from} ${match}`;
  const hooks = family === 'arp' ? ['input'] : ['input', 'forward'];
  const taken = `table ${family} taken {\n${hooks.map((hook) => chain(hook, last(hook), beyond)).join('')}}\n`;
  const seen = (device: string): string =>
    chain('seen', `hook ingress device "${device}" priority 0`, match);
  return {
    host: `table netdev sent {\n${seen(PORT)}}\n${family === null ? '' : taken}`,
    neighbour: `table netdev taken {\n${seen('eth0')}}`,
  };
}

interface Count {
  /** Frames that arrived at the port. */
  readonly sent: number;
  /** Packets that reached the host or its routing, and frames that the neighbour received. */
  readonly taken: number;
}

/**
 * Counts a trick's frames in one shell: `$1` and `$2` are the counters, `$3` is the trick.
 */
const COUNTING = `set -e
  nft "$1"; ip netns exec ${GOOD} nft "$2"
  ip netns exec ${EVIL} bash -c "$3" >&2 || true
  nft list ruleset; ip netns exec ${GOOD} nft list ruleset
  nft delete table netdev sent; ip netns exec ${GOOD} nft delete table netdev taken
  for family in arp ip ip6; do nft delete table $family taken 2>&- || true; done`;

/** Runs the trick and returns its counts. */
async function count({ run }: Subject, { match, script }: Trick): Promise<Count> {
  const { host, neighbour } = counters(match);
  const listed = await run('bash', ['-c', COUNTING, 'bash', host, neighbour, script]);
  const result = { sent: 0, taken: 0 };
  for (const table of listed.split(/^table /m)) {
    const name = table.match(/^\w+ (sent|taken) /)?.[1];
    if (name !== 'sent' && name !== 'taken') continue;
    for (const [, packets] of table.matchAll(/packets (\d+)/g)) result[name] += Number(packets);
  }
  return result;
}

/**
 * The basic policy, with the port for which the trick is legitimate. An address is of one workload
 * alone, so the neighbour that had it is left out.
 */
function withFairPort(fair: NonNullable<Trick['fair']>): Resource[] {
  const isNeighbours = fair.addresses?.includes(NEIGHBOUR.address) ?? false;
  return BASIC.flatMap((resource) => {
    if (isNeighbours && resource.id === `source-guard:${portOf(vpc1, PRIVATE)}`) return [];
    if (resource.id !== `source-guard:${PORT}`) return resource;
    return { ...resource, attributes: { ...resource.attributes, ...fair } };
  });
}

/** Flushes the host's neighbours, which a legitimate trick has poisoned. */
async function forget({ shell }: Subject): Promise<void> {
  await shell(null, `ip neigh flush dev ${bridgeOf(vpc1)}`);
  await shell(EVIL, 'ip neigh flush dev eth0');
}

/** Tricks that root in a subnet may try at the guest end. */
export function sourceGuard(subject: () => Subject): void {
  describe('a port is closed to', () => {
    test.each(tricks)('$what', async (trick) => {
      if (trick.fair !== undefined) {
        // The trick works here, so elsewhere the guard stops it.
        await subject().use(withFairPort(trick.fair));
        expect((await count(subject(), trick)).taken).toBeGreaterThan(0);
        await forget(subject());
      }
      await subject().use(BASIC);
      const { sent, taken } = await count(subject(), trick);
      expect({ wasSent: sent > 0, taken }).toEqual({ wasSent: true, taken: 0 });
      expect(await pings(EVIL, NEIGHBOUR.address)(subject())).toBe(true);
    });
  });

  describe('a port is open to', () => {
    test('its own MAC and address, also when the neighbours are asked for again', async () => {
      await subject().use(BASIC);
      await forget(subject());
      expect(await connects(EVIL, NEIGHBOUR.address, 8081)(subject())).toBe('open');
      expect(await connects(null, ADDRESS, 8080)(subject())).toBe('open');
    });
  });
}
