/** What the kernel tells of a traced packet: linux/netfilter/nf_tables.h. Pure. */
import { Attributes } from '../../codec/attributes.js';
import { atLeast } from '../../codec/malformed.js';
import type { NetlinkMessage } from '../../codec/message.js';

/** NFT_MSG_TRACE in the subsystem NFNL_SUBSYS_NFTABLES, 10. */
const TRACE = (10 << 8) | 17;
/** NFTA_TRACE_*. */
const NFTA = { table: 1, chain: 2, handle: 3, type: 4, verdict: 5, id: 6, policy: 16 } as const;
/** NFTA_VERDICT_*. */
const VERDICT = { code: 1, chain: 2 } as const;
/** The length of `struct nfgenmsg`. */
const LENGTH = 4;

/** NFPROTO_*, as nft calls them. */
const FAMILIES: Readonly<Record<number, string>> = { 1: 'inet', 2: 'ip', 3: 'arp', 7: 'bridge' };
/** NFT_TRACETYPE_*. */
const TYPES = ['unspecified', 'policy', 'return', 'rule'] as const;
/** NFT_* and NF_*. */
const CODES: Readonly<Record<number, string>> = {
  [-1]: 'continue',
  [-2]: 'break',
  [-3]: 'jump',
  [-4]: 'goto',
  [-5]: 'return',
  0: 'drop',
  1: 'accept',
  2: 'stolen',
  3: 'queue',
};

/** A step of a packet. */
export interface TraceEvent {
  /** The packet; another one has another number while it lives. */
  readonly id: number;
  /** `inet`, `bridge`, `ip`. */
  readonly family: string;
  readonly table: string;
  readonly chain: string;
  /** `rule` matched; `return` is the end of a chain; `policy` that of a base chain. */
  readonly type: (typeof TYPES)[number];
  /** The handle of the rule; null at the end of a chain. */
  readonly handle: number | null;
  /** `accept`, `drop`, `jump`, `continue` and so on. */
  readonly verdict: string;
  /** The chain that a jump or goto leads to. */
  readonly target: string | null;
}

/** Reads a message; null for one that is no step. @throws MalformedMessage */
export function readTraceEvent({
  type,
  body: message,
}: Pick<NetlinkMessage, 'type' | 'body'>): TraceEvent | null {
  if (type !== TRACE) return null;
  atLeast(LENGTH, message, 'a step of a packet');
  const attributes = new Attributes(message, LENGTH);
  const verdict = attributes.nested(NFTA.verdict);
  const code = verdict.be32(VERDICT.code) ?? attributes.be32(NFTA.policy) ?? 1;
  const handle = attributes.bytes(NFTA.handle);
  return {
    id: attributes.be32(NFTA.id) ?? 0,
    family: FAMILIES[message.readUInt8(0)] ?? 'unknown',
    table: attributes.text(NFTA.table) ?? '',
    chain: attributes.text(NFTA.chain) ?? '',
    type: TYPES[attributes.be32(NFTA.type) ?? 0] ?? 'unspecified',
    handle: handle === null ? null : Number(atLeast(8, handle, 'a handle').readBigUInt64BE(0)),
    // The low bits of a verdict of netfilter; those of nftables are negative.
    verdict: CODES[code | 0] ?? CODES[code & 0xff] ?? 'unknown',
    target: verdict.text(VERDICT.chain),
  };
}
