/**
 * Netlink messages as bytes: RFC 3549 section 2.2, linux/netlink.h. Pure. Numbers are in the
 * processor's order, which here is little endian: `availability.ts` refuses other processors.
 */
import { MalformedMessage } from './malformed.js';

/** NLM_F_* of linux/netlink.h. Some bits mean one thing in a request and another in a dump. */
export const FLAG = {
  request: 0x1,
  acknowledge: 0x4,
  /** In an answer: the dump is torn, since something changed meanwhile. */
  dumpInterrupted: 0x10,
  dump: 0x300,
  replace: 0x100,
  exclusive: 0x200,
  create: 0x400,
  append: 0x800,
  /** In an acknowledgement: the request is not echoed whole. */
  capped: 0x100,
  /** In an acknowledgement: attributes follow. */
  hasAttributes: 0x200,
} as const;

/** A request that creates an object, and is refused with EEXIST where there is one. */
export const CREATE = FLAG.create | FLAG.exclusive;

/** NLMSG_* of linux/netlink.h: types below 0x10 belong to netlink itself. */
export const TYPE = { noop: 1, error: 2, done: 3, overrun: 4 } as const;

/** The length of `struct nlmsghdr`. */
export const HEADER = 16;

/** A request without its number, as the pure builders of `messages/` make it. */
export interface NetlinkRequest {
  /** RTM_* of linux/rtnetlink.h, or IPCTNL_* of linux/netfilter/nfnetlink_conntrack.h. */
  readonly type: number;
  /** NLM_F_* beyond the ones that the socket sets. */
  readonly flags: number;
  /** The family's fixed header, and attributes. */
  readonly body: Buffer;
  /** What is asked for, for error messages: `link add br-vpc1`. */
  readonly what: string;
}

/** A message that the kernel sent. Its body lies in the receive buffer, and is soon overwritten. */
export interface NetlinkMessage {
  readonly type: number;
  readonly flags: number;
  readonly sequence: number;
  readonly body: Buffer;
}

/** The length with padding to four bytes: NLMSG_ALIGN, NLA_ALIGN. */
export function aligned(length: number): number {
  return (length + 3) & ~3;
}

/** A message as it is sent. */
export function encodeMessage(
  { type, flags, body }: Omit<NetlinkRequest, 'what'>,
  sequence: number,
): Buffer {
  const bytes = Buffer.alloc(aligned(HEADER + body.length));
  bytes.writeUInt32LE(HEADER + body.length, 0);
  bytes.writeUInt16LE(type, 4);
  bytes.writeUInt16LE(flags | FLAG.request, 6);
  bytes.writeUInt32LE(sequence, 8);
  bytes.set(body, HEADER);
  return bytes;
}

/**
 * Each message of a datagram.
 * @throws MalformedMessage where a length is impossible
 */
export function* decodeMessages(datagram: Buffer): Generator<NetlinkMessage> {
  for (let at = 0; at < datagram.length; ) {
    const rest = datagram.length - at;
    const length = rest < HEADER ? 0 : datagram.readUInt32LE(at);
    if (length < HEADER || length > rest) {
      throw new MalformedMessage(`a message of ${length} bytes, where ${rest} are left`);
    }
    yield {
      type: datagram.readUInt16LE(at + 4),
      flags: datagram.readUInt16LE(at + 6),
      sequence: datagram.readUInt32LE(at + 8),
      body: datagram.subarray(at + HEADER, at + length),
    };
    at += aligned(length);
  }
}
