import fc from 'fast-check';
import type { NetlinkMessage, NetlinkRequest } from '../../../../src/host/netlink/codec/message.js';

/** A 32-bit number. */
export const word = fc.integer({ min: 0, max: 0xffffffff });
/** The index of a link. */
export const index = fc.integer({ min: 1, max: 0x7fffffff });
export const port = fc.integer({ min: 0, max: 0xffff });
export const ipv4 = fc.ipV4();
export const mac = fc
  .uint8Array({ minLength: 6, maxLength: 6 })
  .map((bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(':'));
/** The name of a link: up to 15 bytes without zero bytes. */
export const linkName = fc.stringMatching(/^[a-z][a-z0-9.-]{0,14}$/);
/** Text of any kind, as an alias is. */
export const alias = fc
  .string({ unit: 'binary', maxLength: 60 })
  .filter((text) => !text.includes('\0') && !hasLoneSurrogate(text));
export const cidr = fc
  .tuple(ipv4, fc.integer({ min: 0, max: 32 }))
  .map(([address, length]) => `${address}/${length}`);

export const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

/** Bytes as a hostile or broken kernel may send them. */
export const anyBytes = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));

/** Half a character is lost in UTF-8. */
function hasLoneSurrogate(text: string): boolean {
  return Buffer.from(text).toString() !== text;
}

type Reader = (message: NetlinkMessage) => unknown;

/** What a reader makes of a request, as if the kernel had sent it. */
export function readBack(read: Reader, { body }: NetlinkRequest, type: number): unknown {
  return read({ type, flags: 0, sequence: 1, body });
}
