/**
 * Small builders for nft's JSON (`man libnftables-json`), and the parts of a ruleset. They write
 * what `nft -j list` prints, so that the ruleset on the host can be compared with the desired one.
 */
import {
  DENIED_LOG_BYTES,
  DENIED_LOG_RATE,
  type DeniedCause,
  deniedMark,
  type Json,
} from '@vpcctl/sdk';

/** The name of each of our tables; nothing outside them is ever touched. */
export const TABLE = 'vpcctl';

/** The families with a table. `arp` only marks ARP requests, for the host's reverse-path filter. */
export const FAMILIES = ['inet', 'bridge', 'arp'] as const;
export type Family = (typeof FAMILIES)[number];

/** A named set, or a verdict map when `verdicts`. */
export interface SetPart {
  readonly family: Family;
  readonly name: string;
  /** nft's data types; more than one is a concatenation. */
  readonly types: readonly string[];
  readonly verdicts: boolean;
  /** Keys may hold ranges. */
  readonly intervals?: true;
  /** Each element counts the packets that meet it. */
  readonly counted?: true;
  /** The packet path adds its elements, so they are no part of the ruleset. */
  readonly dynamic?: true;
}

/** A rule. Its comment is what an administrator reads in `nft list ruleset`. */
export interface RulePart {
  readonly expressions: readonly Json[];
  readonly comment: string;
}

/** A chain with its rules; `hook` makes it a base chain. */
export interface ChainPart {
  readonly family: Family;
  readonly name: string;
  readonly hook: { readonly type: string; readonly hook: string; readonly prio: number } | null;
  readonly rules: readonly RulePart[];
}

/** An element of a set, or of a verdict map when `verdict` is not null. */
export interface ElementPart {
  readonly family: Family;
  readonly set: string;
  readonly key: readonly Json[];
  readonly verdict: Json;
}

/** A named counter. What it has counted is no part of the ruleset, and outlives changes of rules. */
export interface CounterPart {
  readonly family: Family;
  readonly name: string;
}

/** The objects that make up a resource. */
export interface RulesetFragment {
  readonly tables: readonly Family[];
  readonly counters: readonly CounterPart[];
  readonly sets: readonly SetPart[];
  readonly chains: readonly ChainPart[];
  readonly elements: readonly ElementPart[];
}

/** A fragment with the given parts, and nothing else. */
export function fragment(some: Partial<RulesetFragment>): RulesetFragment {
  return { tables: [], counters: [], sets: [], chains: [], elements: [], ...some };
}

export function set(family: Family, name: string, ...types: string[]): SetPart {
  return { family, name, types, verdicts: false };
}

export function verdictMap(family: Family, name: string, ...types: string[]): SetPart {
  return { family, name, types, verdicts: true };
}

/** A verdict map whose elements count. */
export function countedMap(family: Family, name: string, ...types: string[]): SetPart {
  return { ...verdictMap(family, name, ...types), counted: true };
}

export function rangeMap(family: Family, name: string, ...types: string[]): SetPart {
  return { ...verdictMap(family, name, ...types), intervals: true };
}

export function dynamicSet(family: Family, name: string, ...types: string[]): SetPart {
  return { ...set(family, name, ...types), dynamic: true };
}

/** A base chain: the kernel sends packets to it. */
export function hook(
  family: Family,
  name: string,
  at: { type?: string; hook: string; prio: number },
  ...rules: RulePart[]
): ChainPart {
  return { family, name, hook: { type: 'filter', ...at }, rules };
}

/** @param comment says why, in at most 128 bytes without double quotes */
export function rule(comment: string, ...expressions: Json[]): RulePart {
  return { expressions, comment };
}

/** A chain that rules and map elements jump to. */
export function chain(family: Family, name: string, ...rules: RulePart[]): ChainPart {
  return { family, name, hook: null, rules };
}

export function element(
  family: Family,
  set: string,
  key: readonly Json[],
  verdict: Json = null,
): ElementPart {
  return { family, set, key, verdict };
}

// Expressions ----------------------------------------------------------------------------------

export const meta = (key: string): Json => ({ meta: { key } });
export const ct = (key: string): Json => ({ ct: { key } });
export const payload = (protocol: string, field: string): Json => ({
  payload: { protocol, field },
});
/** The type that an address has on this host: `local`, `unicast` and the like. */
export const addressType = (field: 'saddr' | 'daddr'): Json => ({
  fib: { result: 'type', flags: [field] },
});
export const concat = (...fragment: Json[]): Json => ({ concat: fragment });

/** Some bits of a flag field. */
export const masked = (field: Json, bits: readonly string[]): Json => ({ '&': [field, bits] });

/** A number with some more bits: `meta mark | 1`. */
export const addBits = (field: Json, bits: number): Json => ({ '|': [field, bits] });
/** A number without all but some bits: `meta mark & 1`. */
export const keepBits = (field: Json, bits: number): Json => ({ '&': [field, bits] });

// Matches --------------------------------------------------------------------------------------

export const equal = (left: Json, right: Json): Json => ({ match: { op: '==', left, right } });
export const unequal = (left: Json, right: Json): Json => ({ match: { op: '!=', left, right } });
/** Any of the bits of a flag field: `ct state established,related`. */
export const flagged = (left: Json, right: Json): Json => ({ match: { op: 'in', left, right } });

// Statements -----------------------------------------------------------------------------------

export const accept: Json = { accept: null };
export const drop: Json = { drop: null };
/** Goes on behind the rule that jumped here. */
export const goBack: Json = { return: null };
export const jump = (target: string): Json => ({ jump: { target } });
export const goto = (target: string): Json => ({ goto: { target } });
/** The chain that a verdict leads to; null for any other verdict. */
export function targetOf(verdict: Json): string | null {
  if (typeof verdict !== 'object' || verdict === null) return null;
  const [to] = Object.values(verdict);
  if (typeof to !== 'object' || to === null || Array.isArray(to)) return null;
  const target: unknown = Object.entries(to).find(([key]) => key === 'target')?.[1];
  return typeof target === 'string' ? target : null;
}
export const assign = (key: Json, value: Json): Json => ({ mangle: { key, value } });
/** Tracks no connection, unless the packet has one already. */
export const notrack: Json = { notrack: null };
export const masquerade: Json = { masquerade: null };
/** Changes the destination; the port stays the same where none is given. */
export const dnat = (addr: string, port?: number): Json => ({
  dnat: { family: 'ip', addr, ...(port === undefined ? {} : { port }) },
});
/** Changes the source, so that replies come back to this address. */
export const snat = (addr: string): Json => ({ snat: { family: 'ip', addr } });
/** Goes to one of `chains`, in turn. */
export const inTurn = (chains: readonly string[]): Json => ({
  vmap: {
    key: { numgen: { mode: 'inc', mod: chains.length, offset: 0 } },
    data: { set: chains.map((name, place) => [place, goto(name)]) },
  },
});
/** Matches a packet of a new connection: one more than `count` of those that met this rule. */
export const moreThan = (count: number): Json => ({ 'ct count': { val: count, inv: true } });
/** Likewise, counted for each value of `key` by itself, in a dynamic set. */
export const moreThanEach = (count: number, key: Json, set: string): Json => ({
  set: { op: 'add', elem: key, set: `@${set}`, stmt: [moreThan(count)] },
});
/** Looks `key` up in the verdict map `map`; goes on with the next rule when it has no such key. */
export const dispatch = (key: Json, map: string): Json => ({ vmap: { key, data: `@${map}` } });
/** Counts a packet, by the name of a counter of the same table. */
export const count = (counter: string): Json => ({ counter });
/** The counter of what is denied for a cause. */
export const deniedCounter = (cause: DeniedCause): string => `denied/${cause}`;
/** Statements that drop a packet, and say why to those who read what is denied. */
export const deny = (cause: DeniedCause, rule?: number): Json[] => [
  count(deniedCounter(cause)),
  assign(meta('mark'), deniedMark(cause, rule)),
  goto('denied'),
];
/** Hands the first bytes of a packet to the reader of a group, so many packets in a second. */
export const logTo = (group: number, prefix: string): Json[] => [
  { limit: { rate: DENIED_LOG_RATE, burst: DENIED_LOG_RATE, per: 'second' } },
  { log: { prefix, group, snaplen: DENIED_LOG_BYTES, 'queue-threshold': 64 } },
];
