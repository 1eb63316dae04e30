/**
 * Small builders for rules, and the parts of a ruleset. They write what `iptables-legacy-save`
 * prints (and for ARP what `parse.ts` reads), so that the rules on the host can be compared with
 * the desired ones.
 */
import { createHash } from 'node:crypto';
import {
  ANSWER_KIND,
  DENIED_LOG_BYTES,
  DENIED_LOG_RATE,
  type DeniedCause,
  deniedMark,
  hostRoute,
  knownAddress,
  MARK_RULE_MASK,
} from '@vpcctl/sdk';
import { commentMatch } from './comment.js';

/**
 * The tables with chains of ours. `arp` is the table `filter` of arptables; the others are
 * iptables'.
 */
export const TABLES = ['raw', 'mangle', 'nat', 'filter', 'arp'] as const;
export type Table = (typeof TABLES)[number];

/** A rule as text, without its chain: matches, a comment, then the verdict. */
export type Rule = string;

/** A rule before it has a table: matches and, last, the verdict; and why it is there. */
export interface CommentedRule {
  readonly comment: string;
  readonly expressions: readonly string[];
}

/** A chain with its own rules. In a set, the elements come before them. */
export interface ChainPart {
  readonly table: Table;
  readonly name: string;
  readonly rules: readonly Rule[];
}

/** A rule in a set. No two of a set match the same packet, so their order has no meaning. */
export interface ElementPart {
  readonly table: Table;
  readonly chain: string;
  readonly rule: Rule;
}

/**
 * A rule in a foreign chain that jumps to one of ours. `places` count from 1: ours is at the top.
 */
export interface JumpPart {
  readonly table: Table;
  readonly from: string;
  readonly rule: Rule;
  readonly places: readonly number[];
}

/** A bridge port that takes frames from one MAC only, or from none where it is null. */
export interface LockPart {
  readonly interface: string;
  readonly mac: string | null;
}

/** The objects that make up a resource. */
export interface RulesetFragment {
  readonly chains: readonly ChainPart[];
  readonly elements: readonly ElementPart[];
  readonly jumps: readonly JumpPart[];
  readonly locks: readonly LockPart[];
}

/** A fragment with the given parts, and nothing else. */
export function fragment(some: Partial<RulesetFragment>): RulesetFragment {
  return { chains: [], elements: [], jumps: [], locks: [], ...some };
}

/** Several matches as one text; empty ones match everything. */
export function matches(...expressions: readonly string[]): string {
  return expressions.filter((expression) => expression !== '').join(' ');
}

/**
 * @param comment says why, in at most 255 bytes
 * @param expressions matches, and the verdict at the end
 */
export function rule(comment: string, expressions: readonly string[]): CommentedRule {
  return { comment, expressions };
}

/** arptables has no comments. */
function ruleText(table: Table, { comment, expressions }: CommentedRule): Rule {
  const conditions = expressions.slice(0, -1);
  const remark = table === 'arp' ? '' : commentMatch(comment);
  return matches(...conditions, remark, ...expressions.slice(-1));
}

/** A chain that rules jump to. */
export function chain(table: Table, name: string, ...rules: CommentedRule[]): ChainPart {
  return { table, name: chainName(name), rules: rules.map((each) => ruleText(table, each)) };
}

/** A chain for elements; `rules` take the packets that no element matches. */
export const set = chain;

/** The jump from the built-in chain `from` into ours of the same name. */
export function hook(table: Table, from: string, comment: string): JumpPart {
  return { table, from, rule: ruleText(table, rule(comment, [jump(from)])), places: [1] };
}

export function element(
  table: Table,
  name: string,
  comment: string,
  expressions: readonly string[],
): ElementPart {
  const text = ruleText(table, rule(comment, expressions));
  return { table, chain: chainName(name), rule: text };
}

// Names ----------------------------------------------------------------------------------------

/**
 * The prefix of our chains' names. Nothing else is ever touched, except the jumps to these chains.
 */
export const PREFIX = 'VPCCTL-';

/** XT_EXTENSION_MAXNAMELEN is 29, with the zero at the end. */
const MAX_NAME = 28;
const HASH = 10;

/** A chain's name on the host. A long one ends in a hash, after a `~`, which no other name has. */
export function chainName(name: string): string {
  const whole = `${PREFIX}${name}`;
  if (whole.length <= MAX_NAME) return whole;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, HASH);
  return `${whole.slice(0, MAX_NAME - HASH - 1)}~${hash}`;
}

/**
 * The sets that each bridge has of its own: the source guard, the ingress policies, the port
 * forwards of its VPC, the workloads that may reach themselves by one, and all workloads.
 */
const OF_BRIDGE = ['GUARD', 'INGRESS', 'FORWARDS', 'HAIRPINS', 'WORKLOADS'] as const;

/** A bridge's own set of that sort. */
export function setOf(bridge: string, sort: (typeof OF_BRIDGE)[number]): string {
  return `${sort}-${bridge}`;
}

/** Whether a chain of that name is a bridge's own set. */
export function isSetOfBridge(name: string): boolean {
  return OF_BRIDGE.some((sort) => name.startsWith(`${PREFIX}${sort}-`));
}

// Matches --------------------------------------------------------------------------------------

export const from = (address: string): string => `-s ${lengthened(address)}`;
export const to = (address: string): string => `-d ${lengthened(address)}`;
export const inBy = (link: string): string => `-i ${link}`;
export const outBy = (link: string): string => `-o ${link}`;
/** A type of ICMP, or a type and a code. */
export const icmp = (type: string): string => `-p icmp -m icmp --icmp-type ${type}`;
export const marked = (mark: number): string => `-m mark --mark ${hex(mark)}`;
/** The packet is an answer that leaves by a certain uplink. */
export const ofAnswer = `-m mark --mark ${hex(ANSWER_KIND.mark)}/${hex(ANSWER_KIND.mask)}`;
export const ofMark = (mark: number): string => `-m connmark --mark ${hex(mark)}`;
/** The connection was opened to this address, before NAT. */
export const openedTo = (address: string): string => `-m conntrack --ctorigdst ${address}`;
/** Replies to the connection come from this address. */
export const repliesFrom = (address: string): string => `-m conntrack --ctreplsrc ${address}`;
/** Replies to the connection are sent to another address. */
export const repliesNotTo = (address: string): string => `-m conntrack ! --ctrepldst ${address}`;
/** The connection was opened from within this network, before NAT. */
export const openedWithin = (network: string): string => `-m conntrack --ctorigsrc ${network}`;
/** Replies to the connection come from within this network. */
export const repliesFromWithin = (network: string): string => `-m conntrack --ctreplsrc ${network}`;
/**
 * State and direction in one match, in the order in which they are printed. Two states that must
 * both hold take two matches.
 */
export const tracked = ({
  state,
  direction,
}: {
  state?: string;
  direction?: 'ORIGINAL' | 'REPLY';
}): string =>
  matches(
    '-m conntrack',
    state === undefined ? '' : `--ctstate ${state}`,
    direction === undefined ? '' : `--ctdir ${direction}`,
  );

/** TCP that opens no connection: a first packet has SYN alone of these flags. */
export const notOpening = '-p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN';
export const fromHost = '-m addrtype --src-type LOCAL';
export const toHost = '-m addrtype --dst-type LOCAL';
/** One connection more than `count` of those that met this rule. */
export const moreThan = (count: number): string => connectionLimit(count, 0);
/** Likewise, counted for each sender by itself. */
export const moreThanEach = (count: number): string => connectionLimit(count, 32);
/** One in `count` packets, in turn. */
export const oneIn = (count: number): string =>
  count === 1 ? '' : `-m statistic --mode nth --every ${count} --packet 0`;

// Verdicts -------------------------------------------------------------------------------------

export const accept = '-j ACCEPT';
export const drop = '-j DROP';
/** Goes on behind the rule that jumped here. */
export const goBack = '-j RETURN';
export const jump = (name: string): string => `-j ${chainName(name)}`;
export const goto = (name: string): string => `-g ${chainName(name)}`;
/** Tracks no connection, unless the packet has one already. */
export const notrack = '-j CT --notrack';
export const masquerade = '-j MASQUERADE';
export const dnat = (target: string): string => `-j DNAT --to-destination ${target}`;
/** Changes the source, so that replies come back to this address. */
export const snat = (address: string): string => `-j SNAT --to-source ${address}`;
/** Drops a packet, and says why to those who read what is denied. Not for ARP. */
export const deny = (cause: DeniedCause): string => goto(deniedChain(cause));
/** The chain by which a cause is told, as {@link deny} goes there. */
export const deniedChain = (cause: DeniedCause): string => `DENIED-${cause.toUpperCase()}`;
/** Likewise for a rule of a policy, which is two rules: both have the same matches. */
export const denyByRule = (cause: DeniedCause, number?: number): readonly [string, string] => [
  mark(deniedMark(cause, number)),
  deny(cause),
];
/** Hands the first bytes of a packet to the reader of a group, so many packets in a second. */
export const logTo = (group: number, prefix: string): readonly [match: string, verdict: string] => [
  `-m limit --limit ${DENIED_LOG_RATE}/sec --limit-burst ${DENIED_LOG_RATE}`,
  `-j NFLOG --nflog-prefix ${prefix} --nflog-group ${group} --nflog-size ${DENIED_LOG_BYTES}`,
];
/** The packet's mark, and the connection's. */
export const mark = (value: number): string => `-j MARK --set-xmark ${hex(value)}/0xffffffff`;
/** Sets some more bits of the packet's mark. */
export const addToMark = (bits: number): string => `-j MARK --set-xmark ${hex(bits)}/${hex(bits)}`;
/** Clears all bits of the packet's mark but the VPC's. */
export const dropAnswerBits = `-j MARK --set-xmark 0x0/${hex(0xffff_ffff - MARK_RULE_MASK)}`;
export const markConnection = (value: number): string =>
  `-j CONNMARK --set-xmark ${hex(value)}/0xffffffff`;
/**
 * As arptables reads and prints it, in hexadecimal. It flips these bits; an incoming request has
 * none.
 */
export const markArp = (value: number): string => `-j MARK --set-mark ${value.toString(16)}`;
export const restoreMark = '-j CONNMARK --restore-mark --nfmask 0xffffffff --ctmask 0xffffffff';
export const originalZone = (segment: number): string => `-j CT --zone-orig ${segment}`;

function connectionLimit(count: number, mask: number): string {
  return `-m connlimit --connlimit-above ${count} --connlimit-mask ${mask} --connlimit-saddr`;
}

/** An address as iptables-legacy-save prints it: with its length. */
export function lengthened(address: string): string {
  return hostRoute(knownAddress(address)).text;
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
