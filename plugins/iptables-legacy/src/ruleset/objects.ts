/**
 * Small builders for rules, and the parts of a ruleset. Rules are written the way `iptables-legacy-save` prints them
 * (and ARP's as `parse.ts` reads them), so that what is there can be compared with what should be there.
 */
import { createHash } from 'node:crypto';

/** The tables we have chains in. `arp` is the table `filter` of arptables; the others are iptables'. */
export const TABLES = ['raw', 'mangle', 'nat', 'filter', 'arp'] as const;
export type Table = (typeof TABLES)[number];

/** A rule without its chain: matches, then the verdict. */
export type Rule = string;

/** A chain with its own rules. In one that is a set, elements stand before these. */
export interface ChainPart {
  readonly table: Table;
  readonly name: string;
  readonly rules: readonly Rule[];
}

/** A rule in a set. No two of a set match the same packet, so their order says nothing. */
export interface ElementPart {
  readonly table: Table;
  readonly chain: string;
  readonly rule: Rule;
}

/** A rule in a chain that is not ours, and leads into one that is; `places` from 1, ours is at the top. */
export interface JumpPart {
  readonly table: Table;
  readonly from: string;
  readonly rule: Rule;
  readonly places: readonly number[];
}

/** A bridge port that takes frames from one MAC only; from none where that is null. */
export interface LockPart {
  readonly interface: string;
  readonly mac: string | null;
}

/** What a resource is made of. */
export interface RulesetFragment {
  readonly chains: readonly ChainPart[];
  readonly elements: readonly ElementPart[];
  readonly jumps: readonly JumpPart[];
  readonly locks: readonly LockPart[];
}

/** Parts with only what is given. */
export function fragment(some: Partial<RulesetFragment>): RulesetFragment {
  return { chains: [], elements: [], jumps: [], locks: [], ...some };
}

export function rule(...expressions: readonly string[]): Rule {
  return expressions.filter((expression) => expression !== '').join(' ');
}

/** A chain that others jump to. */
export function chain(table: Table, name: string, ...rules: Rule[]): ChainPart {
  return { table, name: chainName(name), rules };
}

/** A chain for elements; `rules` say what happens where none of them matches. */
export const set = chain;

/** The jump from the built-in chain `from` into ours of the same name. */
export function hook(table: Table, from: string): JumpPart {
  return { table, from, rule: jump(from), places: [1] };
}

export function element(table: Table, name: string, ...expressions: string[]): ElementPart {
  return { table, chain: chainName(name), rule: rule(...expressions) };
}

// Names ----------------------------------------------------------------------------------------

/** How the name of each of our chains begins; nothing outside them is ever touched, but the jumps to them. */
export const PREFIX = 'VPCCTL-';

/** XT_EXTENSION_MAXNAMELEN is 29, with the zero at the end. */
const MAX_NAME = 28;
const HASH = 10;

/** A chain's name on the host: a long one ends in a hash, after a sign that no name of ours has. */
export function chainName(name: string): string {
  const whole = `${PREFIX}${name}`;
  if (whole.length <= MAX_NAME) return whole;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, HASH);
  return `${whole.slice(0, MAX_NAME - HASH - 1)}~${hash}`;
}

/** Sets that each bridge has of its own: the source guard of its ports, groups behind it, ports that lead to it, machines behind it. */
const OF_BRIDGE = ['GUARD', 'INGRESS', 'FORWARDS', 'SELVES'] as const;

/** A bridge's own set of that sort. */
export function setOf(bridge: string, sort: (typeof OF_BRIDGE)[number]): string {
  return `${sort}-${bridge}`;
}

/** Whether a chain of that name is a bridge's own set. */
export function isSetOfBridge(name: string): boolean {
  return OF_BRIDGE.some((sort) => name.startsWith(`${PREFIX}${sort}-`));
}

// Matches --------------------------------------------------------------------------------------

export const from = (address: string): string => `-s ${address}/32`;
export const to = (address: string): string => `-d ${address}/32`;
export const inBy = (link: string): string => `-i ${link}`;
export const outBy = (link: string): string => `-o ${link}`;
/** A type of ICMP, or a type and a code. */
export const icmp = (type: string): string => `-p icmp -m icmp --icmp-type ${type}`;
export const marked = (mark: number): string => `-m mark --mark ${hex(mark)}`;
export const ofMark = (mark: number): string => `-m connmark --mark ${hex(mark)}`;
/** The connection was opened to this address, before NAT. */
export const askedAt = (address: string): string => `-m conntrack --ctorigdst ${address}`;
/** Answers to the connection come from this address. */
export const answeredBy = (address: string): string => `-m conntrack --ctreplsrc ${address}`;
/** Answers to the connection are sent elsewhere. */
export const notAnsweredAt = (address: string): string => `-m conntrack ! --ctrepldst ${address}`;
/** The connection was opened from within this network, before NAT. */
export const openedWithin = (network: string): string => `-m conntrack --ctorigsrc ${network}`;
/** Answers to the connection come from within this network. */
export const answeredWithin = (network: string): string => `-m conntrack --ctreplsrc ${network}`;
/** Of both in one match, state before direction, as it is printed. Two states that must both hold are two matches. */
export const tracked = ({
  state,
  direction,
}: {
  state?: string;
  direction?: 'ORIGINAL' | 'REPLY';
}): string =>
  rule(
    '-m conntrack',
    state === undefined ? '' : `--ctstate ${state}`,
    direction === undefined ? '' : `--ctdir ${direction}`,
  );

/** TCP that does not open a connection: of these flags the first packet of one has SYN alone. */
export const notOpening = '-p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN';
/** A port of TCP or UDP, or a range of them. */
export const portMatch = (protocol: string, { from, to }: { from: number; to: number }): string =>
  `-p ${protocol} -m ${protocol} --dport ${from === to ? from : `${from}:${to}`}`;
export const fromHost = '-m addrtype --src-type LOCAL';
export const toHost = '-m addrtype --dst-type LOCAL';
/** One in `count` of those that come by, in turn. */
export const oneIn = (count: number): string =>
  count === 1 ? '' : `-m statistic --mode nth --every ${count} --packet 0`;

// Verdicts -------------------------------------------------------------------------------------

export const accept = '-j ACCEPT';
export const drop = '-j DROP';
/** Goes on after the jump that led here. */
export const goBack = '-j RETURN';
export const jump = (name: string): string => `-j ${chainName(name)}`;
export const goto = (name: string): string => `-g ${chainName(name)}`;
/** Of no connection, unless it has one already. */
export const notrack = '-j CT --notrack';
export const masquerade = '-j MASQUERADE';
export const dnat = (target: string): string => `-j DNAT --to-destination ${target}`;
/** Answers to the connection are sent to this address, and come back from there. */
export const snat = (address: string): string => `-j SNAT --to-source ${address}`;
/** The packet's mark, and the connection's. */
export const mark = (value: number): string => `-j MARK --set-xmark ${hex(value)}/0xffffffff`;
export const markConnection = (value: number): string =>
  `-j CONNMARK --set-xmark ${hex(value)}/0xffffffff`;
/** As arptables reads and prints it, in hexadecimal. It flips these bits, and a request that comes in has none. */
export const markArp = (value: number): string => `-j MARK --set-mark ${value.toString(16)}`;
export const restoreMark = '-j CONNMARK --restore-mark --nfmask 0xffffffff --ctmask 0xffffffff';
export const originalZone = (segment: number): string => `-j CT --zone-orig ${segment}`;

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
