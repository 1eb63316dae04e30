import { atLeast } from '../../codec/malformed.js';

/** TC_H_* of linux/pkt_sched.h: places where a qdisc or a filter can be. */
export const PLACE = {
  root: 0xffffffff,
  ingress: 0xfffffff1,
  /** The handle of an ingress qdisc: `ffff:`. */
  ingressHandle: 0xffff0000,
  /** The parent of filters for incoming packets, as `tc` names it: `ffff:fff2`. */
  ingressFilters: 0xfffffff2,
} as const;

/** TCA_* of linux/rtnetlink.h. */
export const TCA = { kind: 1, options: 2 } as const;

const LENGTH = 20;

/** `struct tcmsg` of linux/rtnetlink.h. */
export interface TrafficHeader {
  readonly index: number;
  readonly handle: number;
  readonly parent: number;
  /** Of a filter: its priority and protocol. */
  readonly info: number;
}

/** What is not given is 0. */
export function encodeTrafficHeader(header: Partial<TrafficHeader>): Buffer {
  const { index = 0, handle = 0, parent = 0, info = 0 } = header;
  const encoded = Buffer.alloc(LENGTH);
  encoded.writeInt32LE(index, 4);
  encoded.writeUInt32LE(handle, 8);
  encoded.writeUInt32LE(parent, 12);
  encoded.writeUInt32LE(info, 16);
  return encoded;
}

/** @throws MalformedMessage */
export function decodeTrafficHeader(body: Buffer): { header: TrafficHeader; rest: Buffer } {
  atLeast(LENGTH, body, 'a qdisc or filter');
  const header = {
    index: body.readInt32LE(4),
    handle: body.readUInt32LE(8),
    parent: body.readUInt32LE(12),
    info: body.readUInt32LE(16),
  };
  return { header, rest: body.subarray(LENGTH) };
}
