/** Attributes as they are sent: `struct nlattr` of linux/netlink.h. Pure. */
import { aligned } from './message.js';

const HEADER = 4;
/** NLA_F_NESTED, which families with strict validation demand. */
const NESTED = 0x8000;
/** The length is in 16 bits. */
const LONGEST = 0xffff - HEADER;

/** An attribute, or none: a list of attributes leaves out what is not given. */
export type Attribute = Buffer | null;

/** @throws RangeError for more bytes than an attribute can hold */
export function bytes(type: number, payload: Uint8Array): Buffer {
  if (payload.length > LONGEST) throw new RangeError(`an attribute of ${payload.length} bytes`);
  const attribute = Buffer.alloc(aligned(HEADER + payload.length));
  attribute.writeUInt16LE(HEADER + payload.length, 0);
  attribute.writeUInt16LE(type, 2);
  attribute.set(payload, HEADER);
  return attribute;
}

export function u8(type: number, value: number): Buffer {
  return bytes(type, Uint8Array.of(value));
}

export function u32(type: number, value: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32LE(value);
  return bytes(type, payload);
}

export function u64(type: number, value: bigint): Buffer {
  const payload = Buffer.alloc(8);
  payload.writeBigUInt64LE(value);
  return bytes(type, payload);
}

/** In the network's byte order, as netfilter takes it. */
export function be16(type: number, value: number): Buffer {
  const payload = Buffer.alloc(2);
  payload.writeUInt16BE(value);
  return bytes(type, payload);
}

/** In the network's byte order, as netfilter takes it. */
export function be32(type: number, value: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(value);
  return bytes(type, payload);
}

export function text(type: number, value: string): Buffer {
  return bytes(type, Buffer.from(`${value}\0`));
}

export function nested(type: number, attributes: readonly Attribute[]): Buffer {
  return bytes(type | NESTED, body(attributes));
}

/** Nested attributes of families that are older than NLA_F_NESTED: traffic control. */
export function nestedUnmarked(type: number, attributes: readonly Attribute[]): Buffer {
  return bytes(type, body(attributes));
}

/** Parts after another, without the ones that are not given. */
export function body(parts: readonly Attribute[]): Buffer {
  return Buffer.concat(parts.filter((part) => part !== null));
}

/** What `encode` makes of a value; none where the value is not given. */
export function given<T>(value: T | null | undefined, encode: (value: T) => Buffer): Attribute {
  return value === null || value === undefined ? null : encode(value);
}
