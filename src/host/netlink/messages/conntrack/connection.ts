/** Connections that the kernel tracks: linux/netfilter/nfnetlink_conntrack.h. Pure. */
import { Attributes } from '../../codec/attributes.js';
import { be16, be32, body, given } from '../../codec/encode.js';
import { atLeast, MalformedMessage } from '../../codec/malformed.js';
import { CREATE, type NetlinkMessage, type NetlinkRequest } from '../../codec/message.js';
import { AF, request } from '../request.js';
import { decodeTuple, encodeTuple, type Tuple } from './tuple.js';

/** IPCTNL_MSG_CT_* of the subsystem NFNL_SUBSYS_CTNETLINK, 1. */
const TYPE = { new: 0x100, get: 0x101, delete: 0x102 } as const;
/** CTA_*. */
const CTA = {
  original: 1,
  reply: 2,
  status: 3,
  timeout: 7,
  mark: 8,
  id: 12,
  zone: 18,
  markMask: 21,
} as const;
/** IPS_SEEN_REPLY of linux/netfilter/nf_conntrack_common.h. */
const SEEN_REPLY = 2;
/** The length of `struct nfgenmsg`. */
const LENGTH = 4;
const WHOLE_MARK = 0xffffffff;

/** A connection that the kernel knows. */
export interface Connection {
  /** The packets of the end that opened it, before NAT. */
  readonly original: Tuple;
  /** The answers, as the kernel expects them. */
  readonly reply: Tuple;
  readonly mark: number;
  /** Whether a packet of the other end was seen. */
  readonly answered: boolean;
  /** Of both directions; that of one direction is in its tuple. */
  readonly zone: number;
  /** The kernel's number for it: what ends it ends no other one that took its place. */
  readonly id: number | null;
}

/** A connection to end. */
export type EndedConnection = Pick<Connection, 'original' | 'zone' | 'id'>;

/** Some bits of a mark; all of them where there is no mask. */
export interface MarkFilter {
  readonly mark: number;
  readonly mask?: number | undefined;
}

export const connection = {
  /** Asks for the IPv4 connections, with `dump`. The kernel itself leaves out other marks. */
  all: (filter?: MarkFilter): NetlinkRequest =>
    request(TYPE.get, 'connections', body([header(), ...marked(filter)])),

  /** Refused with ENOENT where there is none. */
  end: ({ original, zone, id }: EndedConnection): NetlinkRequest => {
    const encoded = body([
      header(),
      encodeTuple(CTA.original, original),
      zone === 0 ? null : be16(CTA.zone, zone),
      given(id, (value) => be32(CTA.id, value)),
    ]);
    return request(TYPE.delete, `end ${original.source} to ${original.destination}`, encoded);
  },

  /** Ends all IPv4 connections with a mark. @throws RangeError for no mark: all would end */
  endAll(filter: MarkFilter): NetlinkRequest {
    if (filter.mark === 0 || filter.mask === 0) throw new RangeError('all connections would end');
    return request(TYPE.delete, 'end connections', body([header(), ...marked(filter)]));
  },

  /** Makes the kernel track a connection that has no packets: for tests. */
  add: (
    added: Omit<Connection, 'id' | 'answered'> & { readonly timeoutSeconds: number },
  ): NetlinkRequest => {
    const encoded = body([
      header(),
      encodeTuple(CTA.original, added.original),
      encodeTuple(CTA.reply, added.reply),
      be32(CTA.timeout, added.timeoutSeconds),
      be32(CTA.mark, added.mark),
      added.zone === 0 ? null : be16(CTA.zone, added.zone),
    ]);
    return request(TYPE.new, 'a connection', encoded, CREATE);
  },
} as const;

/** @throws MalformedMessage */
export function readConnection({
  type,
  body: message,
}: Pick<NetlinkMessage, 'type' | 'body'>): Connection | null {
  atLeast(LENGTH, message, 'a connection');
  if (type !== TYPE.new || message.readUInt8(0) !== AF.inet) return null;
  const attributes = new Attributes(message, LENGTH);
  return {
    original: decodeTuple(required(attributes.bytes(CTA.original))),
    reply: decodeTuple(required(attributes.bytes(CTA.reply))),
    mark: attributes.be32(CTA.mark) ?? 0,
    answered: ((attributes.be32(CTA.status) ?? 0) & SEEN_REPLY) !== 0,
    zone: attributes.be16(CTA.zone) ?? 0,
    id: attributes.be32(CTA.id),
  };
}

function required(tuple: Buffer | null): Buffer {
  if (tuple !== null) return tuple;
  throw new MalformedMessage('a connection without a direction');
}

function marked(filter: MarkFilter | undefined): Buffer[] {
  if (filter === undefined) return [];
  return [be32(CTA.mark, filter.mark), be32(CTA.markMask, filter.mask ?? WHOLE_MARK)];
}

function header(): Buffer {
  return Buffer.from([AF.inet, 0, 0, 0]);
}
