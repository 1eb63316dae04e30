/** Bytes that are no netlink message: the kernel sent what this codec does not understand. */
export class MalformedMessage extends Error {
  readonly code = 'NETLINK_MALFORMED';
  override readonly name = 'MalformedMessage';

  /** Each bundle has a copy of this class. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'MalformedMessage';
  }
}

/**
 * The bytes, which must be at least `length` long.
 * @throws MalformedMessage for fewer
 */
export function atLeast(length: number, bytes: Buffer, what: string): Buffer {
  if (bytes.length >= length) return bytes;
  throw new MalformedMessage(`${what} has ${bytes.length} bytes, and needs ${length}`);
}
