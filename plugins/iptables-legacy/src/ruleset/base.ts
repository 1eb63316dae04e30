/**
 * The fixed part of the ruleset: chains that stand for sets, and the chains that look things up in them. Everything
 * else is elements of these sets, and chains those elements lead to.
 *
 * `plugins/nftables/src/ruleset/base.ts` says the same in nft's words, rule for rule. Where the two differ: iptables sees
 * IPv4 alone (IPv6 is kept out by `disable_ipv6` on a VPC's bridge and its ports), and the masquerade knows the incoming bridge by
 * the packet's mark.
 */
import {
  accept,
  type ChainPart,
  chain,
  drop,
  fragment,
  fromHost,
  goBack,
  goto,
  hook,
  icmp,
  isSetOfBridge,
  type JumpPart,
  jump,
  notOpening,
  notrack,
  type RulesetFragment,
  rule,
  set,
  type Table,
  tracked,
} from './objects.js';

const KNOWN = 'RELATED,ESTABLISHED';
const knownOriginal = tracked({ state: KNOWN, direction: 'ORIGINAL' });
const knownReply = tracked({ state: KNOWN, direction: 'REPLY' });
const isReply = tracked({ direction: 'REPLY' });
const forwarded = tracked({ state: 'DNAT' });
const forwardedReply = tracked({ state: 'DNAT', direction: 'REPLY' });
const led = tracked({ state: 'DNAT', direction: 'ORIGINAL' });
const masqueraded = tracked({ state: 'SNAT' });
const echoRequest = icmp('8');
const redirect = icmp('5');
/** What the host says of a packet (RFC 792): unreachable, redirect, time exceeded, parameter problem. */
const errors = ['3', '5', '11', '12'].map(icmp);

const sets: readonly ChainPart[] = [
  // The VPCs' routers, and the numbers (zone, mark, routing table) of the VPCs.
  set('filter', 'FROM-VPC'),
  set('filter', 'TO-VPC'),
  set('mangle', 'MARKS'),
  set('mangle', 'OWNERS-OUT'),
  set('mangle', 'TO-VPC'),
  set('mangle', 'SERVED', rule(drop)),
  set('mangle', 'LOST'),
  // What a forward leads back into its VPC: its mark is for its route alone, others that filter know the VPC by its own.
  set('mangle', 'HAIRPINS'),
  set('mangle', 'FORWARD'),
  set('filter', 'OWNERS-IN'),
  set('filter', 'OWNERS-OUT'),
  set('filter', 'GATEWAYS'),
  set('raw', 'ZONES'),
  set('mangle', 'MARKERS'),
  set('filter', 'MARKERS'),
  // Who may go where: bridge to bridge, and bridge to uplink by source address.
  set('filter', 'BOUNDARY'),
  set('filter', 'INTERNET'),
  set('filter', 'AWAITED'),
  // NAT also changes a port that another connection has taken, and calls that DNAT too: who forwards sets the mark,
  set('filter', 'FORWARDED'),
  // or is a rule of somebody else, and leads here what was sent to another address than a machine's own.
  set('filter', 'SELVES'),
  set('filter', 'FORGED'),
  set('nat', 'POSTROUTING'),
  // Ports of the host that lead into a VPC.
  set('nat', 'LED', rule(jump('FORWARDS'))),
  set('nat', 'FORWARDS'),
  // Who may ask which port of the router: before it is led to the service's own port, where to, and after it; and those
  // ports, which are for nobody else.
  set('mangle', 'ASKING'),
  set('nat', 'SERVICES'),
  set('filter', 'SERVED'),
  set('filter', 'RESERVED'),
  // The security groups of an address behind a bridge.
  set('filter', 'EGRESS'),
  set('mangle', 'EGRESS'),
  set('filter', 'INGRESS'),
  // The source guard.
  set('raw', 'GUARDS'),
  set('filter', 'INPUT', rule(jump('RESERVED'))),
  set('filter', 'OUTPUT'),
  set('arp', 'INPUT'),
];

/** Which VPC a packet is of: its conntrack zone and its mark, which leads to its routing table. */
const marking: readonly ChainPart[] = [
  // Before conntrack (-200), so that two VPCs may hold the same addresses.
  chain('raw', 'PREROUTING', rule(jump('GUARDS')), rule(jump('ZONES'))),
  chain(
    'mangle',
    'PREROUTING',
    // Replies that come back by an interface which says nothing of the VPC; a bridge has the last word.
    rule(isReply, jump('MARKS')),
    // What follows the first packet of a forwarded connection; the first is marked where it is led.
    rule(forwarded, jump('MARKS')),
    rule(jump('MARKERS')),
    // What follows the first packet of a connection that is led back; the first is marked where it is led.
    rule(jump('HAIRPINS')),
    // The sender's group is asked before NAT, while a service still has the port that the sender knows.
    rule(jump('ASKING')),
  ),
  // An error about what is of no connection (nf_ct_attach gives it none) is not looked up among those of all VPCs.
  chain(
    'raw',
    'OUTPUT',
    // What takes a packet in forgets its connection before it says that nobody listens (__udp4_lib_rcv).
    ...['3/2', '3/3'].map((each) => rule(icmp(each), goBack)),
    ...errors.map((each) => rule(each, notrack)),
  ),
  // What the host itself answers; the table looks the route up again when the mark changes (ipt_mangle_out).
  chain('mangle', 'OUTPUT', rule(isReply, jump('MARKS')), rule(forwarded, jump('MARKS'))),
  // An error goes to whom a packet names as its sender: that it came from there its connection has to tell.
  chain(
    'mangle',
    'SAID',
    // Who was led further may be anybody who says so; who asks a service of the router has come to it.
    rule(forwardedReply, goto('SERVED')),
    rule(knownReply, jump('OWNERS-OUT')),
    rule(knownOriginal, forwarded, accept),
    rule(drop),
  ),
  chain(
    'mangle',
    'POSTROUTING',
    ...errors.map((each) => rule(each, fromHost, jump('TO-VPC'))),
    // What answers a machine leaves by its own router alone, also while routes come and go; a forward answers anybody.
    rule(forwardedReply, goBack),
    rule(isReply, jump('OWNERS-OUT')),
    rule(isReply, jump('LOST')),
  ),
];

/** What is routed from a VPC, to a VPC, or both. */
const forwarding: readonly ChainPart[] = [
  chain(
    'filter',
    'GROUPS',
    rule(knownOriginal, accept),
    // Reply tuples of all VPCs share zone 0: a reply counts only where the connection came from.
    rule(knownReply, jump('OWNERS-OUT')),
    rule(tracked({ state: 'INVALID' }), drop),
    // What was ended is not taken up in the middle (nf_conntrack_tcp_loose), by whichever side speaks first.
    rule(notOpening, tracked({ state: 'NEW' }), drop),
    rule(jump('EGRESS')),
    rule(jump('INGRESS')),
    rule(accept),
  ),
  chain(
    'filter',
    'LEAVE',
    rule(jump('BOUNDARY')),
    rule(knownReply, forwarded, jump('OWNERS-IN')),
    rule(jump('INTERNET')),
    rule(drop),
  ),
  chain(
    'filter',
    'ENTER',
    // From elsewhere, with the address of a machine here: what answers it would come here.
    rule(jump('FORGED')),
    // Only what was masqueraded is awaited from there: a forged reply to inner traffic is not.
    rule(knownReply, masqueraded, jump('AWAITED')),
    rule(led, jump('FORWARDED')),
    rule(led, jump('SELVES')),
    rule(led, goto('GROUPS')),
    rule(drop),
  ),
  chain('nat', 'PREROUTING', rule(jump('SERVICES')), rule(jump('LED'))),
  chain('nat', 'OUTPUT', rule(jump('FORWARDS'))),
  chain('filter', 'FORWARD', rule(jump('FROM-VPC')), rule(jump('TO-VPC'))),
];

/** What is from a VPC to the host itself, or from the host to a VPC. */
const host: readonly ChainPart[] = [
  chain(
    'filter',
    'TO-HOST',
    rule(knownReply, jump('OWNERS-IN')),
    rule(led, jump('SERVED')),
    rule(jump('EGRESS')),
    rule(echoRequest, jump('GATEWAYS')),
    rule(drop),
  ),
  chain(
    'filter',
    'FROM-HOST',
    rule(redirect, drop),
    // The host's own connections are of the VPC they lead to: only from there answers may come.
    rule(jump('MARKERS')),
    // Back to the host's own rules, which count for what it sends.
    rule(tracked({ state: KNOWN }), goBack),
    rule(jump('INGRESS')),
  ),
];

const hooks: readonly JumpPart[] = (
  [
    ['raw', 'PREROUTING'],
    ['raw', 'OUTPUT'],
    ['mangle', 'PREROUTING'],
    ['mangle', 'OUTPUT'],
    ['mangle', 'FORWARD'],
    ['mangle', 'POSTROUTING'],
    ['nat', 'PREROUTING'],
    ['nat', 'OUTPUT'],
    ['nat', 'POSTROUTING'],
    ['filter', 'FORWARD'],
    ['filter', 'INPUT'],
    ['filter', 'OUTPUT'],
    // The reverse-path filter looks at ARP requests too (arp_process calls ip_route_input), by their mark.
    ['arp', 'INPUT'],
  ] as const satisfies readonly (readonly [Table, string])[]
).map(([table, from]) => hook(table, from));

/** Chains, and the jumps to them: what a `packet-filter` is made of. */
export const BASE: RulesetFragment = fragment({
  chains: [...sets, ...marking, ...forwarding, ...host],
  jumps: hooks,
});

const SETS = new Set(sets.map(({ table, name }) => `${table} ${name}`));

/** Whether a chain of ours is a set: one of the fixed part, or a bridge's own. */
export function isSet(table: Table, name: string): boolean {
  return SETS.has(`${table} ${name}`) || isSetOfBridge(name);
}
