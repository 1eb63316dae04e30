/** The attributes of a message as they are read: `struct nlattr` of linux/netlink.h. Pure. */
import { atLeast, MalformedMessage } from './malformed.js';
import { aligned } from './message.js';

/** The length of `struct nlattr`. */
const HEADER = 4;
/** NLA_TYPE_MASK: without NLA_F_NESTED and NLA_F_NET_BYTEORDER. */
const TYPE_MASK = 0x3fff;

/** Each attribute with its type, in order. @throws MalformedMessage where a length is impossible */
export function* eachAttribute(bytes: Buffer): Generator<readonly [type: number, payload: Buffer]> {
  for (let at = 0; at < bytes.length; ) {
    const length = lengthAt(bytes, at);
    yield [bytes.readUInt16LE(at + 2) & TYPE_MASK, bytes.subarray(at + HEADER, at + length)];
    at += aligned(length);
  }
}

/** The length of the attribute that begins at `at`, with its header. @throws MalformedMessage */
function lengthAt(bytes: Buffer, at: number): number {
  const rest = bytes.length - at;
  const length = rest < HEADER ? 0 : bytes.readUInt16LE(at);
  if (length >= HEADER && length <= rest) return length;
  throw new MalformedMessage(`an attribute of ${length} bytes, where ${rest} are left`);
}

/**
 * Attributes by their type; of several with one type the last counts, as for the kernel. Each
 * method returns null where there is none.
 * @throws MalformedMessage from each method, for a payload that is too short
 */
export class Attributes {
  readonly #bytes: Buffer;
  /** Where each attribute begins. A payload is a view, which costs more than reading a number. */
  readonly #places = new Map<number, number>();

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    for (let at = 0; at < bytes.length; ) {
      const length = lengthAt(bytes, at);
      this.#places.set(bytes.readUInt16LE(at + 2) & TYPE_MASK, at);
      at += aligned(length);
    }
  }

  /** The payload itself; it lies in the receive buffer. */
  bytes(type: number): Buffer | null {
    const at = this.#places.get(type);
    if (at === undefined) return null;
    return this.#bytes.subarray(at + HEADER, at + this.#bytes.readUInt16LE(at));
  }

  u8(type: number): number | null {
    const at = this.#sized(1, type);
    return at === null ? null : this.#bytes.readUInt8(at);
  }

  u16(type: number): number | null {
    const at = this.#sized(2, type);
    return at === null ? null : this.#bytes.readUInt16LE(at);
  }

  u32(type: number): number | null {
    const at = this.#sized(4, type);
    return at === null ? null : this.#bytes.readUInt32LE(at);
  }

  i32(type: number): number | null {
    const at = this.#sized(4, type);
    return at === null ? null : this.#bytes.readInt32LE(at);
  }

  u64(type: number): bigint | null {
    const at = this.#sized(8, type);
    return at === null ? null : this.#bytes.readBigUInt64LE(at);
  }

  /** In the network's byte order, as netfilter sends it. */
  be16(type: number): number | null {
    const at = this.#sized(2, type);
    return at === null ? null : this.#bytes.readUInt16BE(at);
  }

  /** In the network's byte order, as netfilter sends it. */
  be32(type: number): number | null {
    const at = this.#sized(4, type);
    return at === null ? null : this.#bytes.readUInt32BE(at);
  }

  text(type: number): string | null {
    const payload = this.bytes(type);
    return payload === null ? null : textOf(payload);
  }

  /** Attributes within an attribute; none where it is missing. */
  nested(type: number): Attributes {
    return new Attributes(this.bytes(type) ?? Buffer.alloc(0));
  }

  /** Where the payload of a number begins. */
  #sized(length: number, type: number): number | null {
    const at = this.#places.get(type);
    if (at === undefined) return null;
    const found = this.#bytes.readUInt16LE(at) - HEADER;
    if (found < length) atLeast(length, this.#bytes.subarray(0, found), `attribute ${type}`);
    return at + HEADER;
  }
}

/** The text of a payload, which ends with a zero byte where the kernel sent it. */
export function textOf(payload: Buffer): string {
  const end = payload.indexOf(0);
  return payload.toString('utf8', 0, end === -1 ? payload.length : end);
}
