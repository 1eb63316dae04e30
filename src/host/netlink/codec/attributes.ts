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
    const rest = bytes.length - at;
    const length = rest < HEADER ? 0 : bytes.readUInt16LE(at);
    if (length < HEADER || length > rest) {
      throw new MalformedMessage(`an attribute of ${length} bytes, where ${rest} are left`);
    }
    yield [bytes.readUInt16LE(at + 2) & TYPE_MASK, bytes.subarray(at + HEADER, at + length)];
    at += aligned(length);
  }
}

/**
 * Attributes by their type; of several with one type the last counts, as for the kernel. Each
 * method returns null where there is none.
 * @throws MalformedMessage from each method, for a payload that is too short
 */
export class Attributes {
  readonly #payloads: ReadonlyMap<number, Buffer>;

  constructor(bytes: Buffer) {
    this.#payloads = new Map(eachAttribute(bytes));
  }

  /** The payload itself; it lies in the receive buffer. */
  bytes(type: number): Buffer | null {
    return this.#payloads.get(type) ?? null;
  }

  u8(type: number): number | null {
    return this.#sized(1, type)?.readUInt8(0) ?? null;
  }

  u16(type: number): number | null {
    return this.#sized(2, type)?.readUInt16LE(0) ?? null;
  }

  u32(type: number): number | null {
    return this.#sized(4, type)?.readUInt32LE(0) ?? null;
  }

  i32(type: number): number | null {
    return this.#sized(4, type)?.readInt32LE(0) ?? null;
  }

  u64(type: number): bigint | null {
    return this.#sized(8, type)?.readBigUInt64LE(0) ?? null;
  }

  /** In the network's byte order, as netfilter sends it. */
  be16(type: number): number | null {
    return this.#sized(2, type)?.readUInt16BE(0) ?? null;
  }

  /** In the network's byte order, as netfilter sends it. */
  be32(type: number): number | null {
    return this.#sized(4, type)?.readUInt32BE(0) ?? null;
  }

  text(type: number): string | null {
    const payload = this.bytes(type);
    return payload === null ? null : textOf(payload);
  }

  /** Attributes within an attribute; none where it is missing. */
  nested(type: number): Attributes {
    return new Attributes(this.bytes(type) ?? Buffer.alloc(0));
  }

  #sized(length: number, type: number): Buffer | null {
    const payload = this.bytes(type);
    return payload === null ? null : atLeast(length, payload, `attribute ${type}`);
  }
}

/** The text of a payload, which ends with a zero byte where the kernel sent it. */
export function textOf(payload: Buffer): string {
  const end = payload.indexOf(0);
  return payload.toString('utf8', 0, end === -1 ? payload.length : end);
}
