/** Packets that a rule of the packet filter logged: linux/netfilter/nfnetlink_log.h. Pure. */
import { Attributes } from '../../codec/attributes.js';
import { atLeast } from '../../codec/malformed.js';
import type { NetlinkMessage } from '../../codec/message.js';

/** NFULNL_MSG_PACKET of the subsystem NFNL_SUBSYS_ULOG, 4. */
const PACKET = 0x400;
/** NFULA_*. */
const NFULA = {
  header: 1,
  mark: 2,
  time: 3,
  indev: 4,
  outdev: 5,
  payload: 9,
  prefix: 10,
  sequence: 12,
} as const;
/** The length of `struct nfgenmsg`. */
const LENGTH = 4;

/** A packet that was logged. */
export interface LoggedPacket {
  readonly group: number;
  /** What the rule says. */
  readonly prefix: string;
  /** NF_INET_* or NF_BR_*: 0 is prerouting, 1 input, 2 forward, 3 output, 4 postrouting. */
  readonly hook: number;
  /** ETH_P_*: 0x800 for IPv4. */
  readonly etherType: number;
  readonly mark: number;
  /** When it came, in milliseconds since 1970; null where the kernel does not say. */
  readonly time: number | null;
  /** The indexes of the interfaces by which it came and would leave. */
  readonly indev: number | null;
  readonly outdev: number | null;
  /** The number that it has in its group; a gap tells of lost ones. */
  readonly sequence: number | null;
  /** Its first bytes, from the network header on: whatever its sender wrote. */
  readonly bytes: Buffer;
}

/**
 * Reads a message; null for one that is no packet. The bytes are a copy.
 * @throws MalformedMessage
 */
export function readLoggedPacket({
  type,
  body: message,
}: Pick<NetlinkMessage, 'type' | 'body'>): LoggedPacket | null {
  if (type !== PACKET) return null;
  atLeast(LENGTH, message, 'a logged packet');
  const attributes = new Attributes(message, LENGTH);
  const header = atLeast(4, attributes.bytes(NFULA.header) ?? Buffer.alloc(0), 'its header');
  const time = attributes.bytes(NFULA.time);
  return {
    group: message.readUInt16BE(2),
    prefix: attributes.text(NFULA.prefix) ?? '',
    hook: header.readUInt8(2),
    etherType: header.readUInt16BE(0),
    mark: attributes.be32(NFULA.mark) ?? 0,
    time: time === null ? null : milliseconds(atLeast(16, time, 'its time')),
    indev: attributes.be32(NFULA.indev),
    outdev: attributes.be32(NFULA.outdev),
    sequence: attributes.be32(NFULA.sequence),
    bytes: Buffer.from(attributes.bytes(NFULA.payload) ?? []),
  };
}

/** `struct nfulnl_msg_packet_timestamp`: seconds, and microseconds. */
function milliseconds(time: Buffer): number {
  return Number(time.readBigUInt64BE(0)) * 1000 + Number(time.readBigUInt64BE(8)) / 1000;
}
