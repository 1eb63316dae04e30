/**
 * Connections with what the kernel has counted of them, from dumps and from the events of their
 * ends: linux/netfilter/nfnetlink_conntrack.h. Pure.
 */
import { Attributes } from '../../codec/attributes.js';
import { atLeast, MalformedMessage } from '../../codec/malformed.js';
import type { NetlinkMessage } from '../../codec/message.js';
import { AF } from '../request.js';
import { decodeTuple, type Tuple } from './tuple.js';

/** IPCTNL_MSG_CT_NEW and IPCTNL_MSG_CT_DELETE. */
const TYPE = { present: 0x100, ended: 0x102 } as const;
/** CTA_*. */
const CTA = {
  original: 1,
  reply: 2,
  status: 3,
  mark: 8,
  countersOriginal: 9,
  countersReply: 10,
  id: 12,
  timestamp: 20,
} as const;
/** CTA_COUNTERS_*, CTA_TIMESTAMP_*. */
const COUNTERS = { packets: 1, bytes: 2 } as const;
const TIMESTAMP = { start: 1, stop: 2 } as const;
/** IPS_DYING of linux/netfilter/nf_conntrack_common.h: the event of its end was sent. */
const DYING = 0x200;
/** The length of `struct nfgenmsg`. */
const LENGTH = 4;
const NANOSECONDS = 1e6;

/** Packets of one direction, and their bytes with the IP header. */
export interface Counted {
  readonly packets: number;
  readonly bytes: number;
}

/** A connection and its counters. */
export interface CountedConnection {
  /** The packets of the end that opened it, before NAT. */
  readonly original: Tuple;
  /** The answers, as the kernel expects them. */
  readonly reply: Tuple;
  readonly mark: number;
  /** The kernel's number for it, of 32 bits. */
  readonly id: number;
  /** Both directions; null where it began while nothing was counted. */
  readonly counted: { readonly original: Counted; readonly reply: Counted } | null;
  /** Milliseconds since 1970; null where it began while no times were taken. */
  readonly startedAt: number | null;
  /** Null while it goes on. */
  readonly endedAt: number | null;
  /** Whether the event of its end was sent: its counters are final. */
  readonly isEnding: boolean;
}

/**
 * Reads an IPv4 connection of a dump, or the event of its end.
 * @returns null for any other message
 * @throws MalformedMessage
 */
export function readCounted({
  type,
  body,
}: Pick<NetlinkMessage, 'type' | 'body'>): CountedConnection | null {
  if (type !== TYPE.present && type !== TYPE.ended) return null;
  atLeast(LENGTH, body, 'a connection');
  if (body.readUInt8(0) !== AF.inet) return null;
  const attributes = new Attributes(body, LENGTH);
  const times = attributes.nested(CTA.timestamp);
  const status = attributes.be32(CTA.status) ?? 0;
  return {
    original: decodeTuple(required(attributes.bytes(CTA.original))),
    reply: decodeTuple(required(attributes.bytes(CTA.reply))),
    mark: attributes.be32(CTA.mark) ?? 0,
    id: attributes.be32(CTA.id) ?? 0,
    counted: counters(attributes),
    startedAt: milliseconds(times.be64(TIMESTAMP.start)),
    endedAt: milliseconds(times.be64(TIMESTAMP.stop)),
    isEnding: type === TYPE.ended || (status & DYING) !== 0,
  };
}

function counters(attributes: Attributes): CountedConnection['counted'] {
  if (!attributes.has(CTA.countersOriginal)) return null;
  return {
    original: counter(attributes.nested(CTA.countersOriginal)),
    reply: counter(attributes.nested(CTA.countersReply)),
  };
}

function counter(attributes: Attributes): Counted {
  return {
    packets: attributes.be64(COUNTERS.packets) ?? 0,
    bytes: attributes.be64(COUNTERS.bytes) ?? 0,
  };
}

/** The kernel says 0 for a time that is not known. */
function milliseconds(nanoseconds: number | null): number | null {
  return nanoseconds === null || nanoseconds === 0 ? null : Math.floor(nanoseconds / NANOSECONDS);
}

function required(tuple: Buffer | null): Buffer {
  if (tuple !== null) return tuple;
  throw new MalformedMessage('a connection without a direction');
}
