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
function lengthAt(bytes: Buffer, at: number, end = bytes.length): number {
  const rest = end - at;
  const length = rest < HEADER ? 0 : number16(bytes, at);
  if (length >= HEADER && length <= rest) return length;
  throw new MalformedMessage(`an attribute of ${length} bytes, where ${rest} are left`);
}

/** As `readUInt16LE`, which takes longer: a dump has tens of thousands of them. */
function number16(bytes: Buffer, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
}

/**
 * Attributes by their type; of several with one type the last counts, as for the kernel. Each
 * method returns null where there is none.
 * @throws MalformedMessage from each method, for a payload that is too short
 */
export class Attributes {
  readonly #bytes: Buffer;
  /** The type of each attribute, and where it begins, by turns. A payload as a view costs more. */
  readonly #found: number[] = [];

  /** The attributes between two places of `bytes`; by default, in all of it. */
  constructor(bytes: Buffer, start = 0, end = bytes.length) {
    this.#bytes = bytes;
    for (let at = start; at < end; ) {
      const length = lengthAt(bytes, at, end);
      this.#found.push(number16(bytes, at + 2) & TYPE_MASK, at);
      at += aligned(length);
    }
  }

  has(type: number): boolean {
    return this.#place(type) !== -1;
  }

  /** The payload itself; it lies in the receive buffer. */
  bytes(type: number): Buffer | null {
    const at = this.#place(type);
    return at === -1 ? null : this.#bytes.subarray(at + HEADER, this.#end(at));
  }

  u8(type: number): number | null {
    const at = this.#sized(1, type);
    return at === null ? null : (this.#bytes[at] ?? null);
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

  /** In the network's byte order, as netfilter sends it; exact up to 2^53. */
  be64(type: number): number | null {
    const at = this.#sized(8, type);
    return at === null ? null : Number(this.#bytes.readBigUInt64BE(at));
  }

  text(type: number): string | null {
    const at = this.#place(type);
    return at === -1 ? null : textBetween(this.#bytes, at + HEADER, this.#end(at));
  }

  /** Attributes within an attribute; none where it is missing. */
  nested(type: number): Attributes {
    const at = this.#place(type);
    return at === -1 ? NONE : new Attributes(this.#bytes, at + HEADER, this.#end(at));
  }

  /** Where the payload of a number begins. */
  #sized(length: number, type: number): number | null {
    const at = this.#place(type);
    if (at === -1) return null;
    const found = this.#end(at) - at - HEADER;
    if (found < length) {
      atLeast(length, this.#bytes.subarray(at + HEADER, this.#end(at)), `attribute ${type}`);
    }
    return at + HEADER;
  }

  /** Where the last attribute of a type begins; -1 where there is none. */
  #place(type: number): number {
    const found = this.#found;
    for (let last = found.length - 2; last >= 0; last -= 2) {
      if (found[last] === type) return found[last + 1] ?? -1;
    }
    return -1;
  }

  #end(at: number): number {
    return at + number16(this.#bytes, at);
  }
}

const NONE = new Attributes(Buffer.alloc(0));

/** The text of a payload, which ends with a zero byte where the kernel sent it. */
export function textOf(payload: Buffer): string {
  return textBetween(payload, 0, payload.length);
}

function textBetween(bytes: Buffer, start: number, end: number): string {
  let zero = start;
  while (zero < end && bytes[zero] !== 0) zero += 1;
  return bytes.toString('utf8', start, zero);
}
