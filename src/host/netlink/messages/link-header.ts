import { atLeast } from '../codec/malformed.js';
import { AF } from './request.js';

/** IFF_UP of linux/if.h. */
const IFF_UP = 1;
/** IFF_RUNNING: it has a carrier. IFF_NOARP: it asks for no addresses. */
const IFF_RUNNING = 0x40;
const IFF_NOARP = 0x80;
/** The length of `struct ifinfomsg`. */
export const LINK_HEADER = 16;

/** What `struct ifinfomsg` of linux/rtnetlink.h says of a link. */
export interface LinkHeader {
  readonly family: number;
  readonly index: number;
  readonly up: boolean;
  /** Whether it is up and has a carrier. */
  readonly running: boolean;
  /** Whether it asks for addresses, and answers. */
  readonly arp: boolean;
}

/** `up` is left as it is where it is not given. */
export interface LinkTarget {
  readonly family?: number;
  readonly index?: number;
  readonly up?: boolean | undefined;
}

export function encodeLinkHeader({ family = AF.unspecified, index = 0, up }: LinkTarget): Buffer {
  const header = Buffer.alloc(LINK_HEADER);
  header.writeUInt8(family, 0);
  header.writeInt32LE(index, 4);
  if (up !== undefined) {
    header.writeUInt32LE(up ? IFF_UP : 0, 8);
    header.writeUInt32LE(IFF_UP, 12);
  }
  return header;
}

/** The attributes behind it begin at {@link LINK_HEADER}. @throws MalformedMessage */
export function decodeLinkHeader(body: Buffer): LinkHeader {
  atLeast(LINK_HEADER, body, 'a link');
  const flags = body.readUInt32LE(8);
  return {
    family: body.readUInt8(0),
    index: body.readInt32LE(4),
    up: (flags & IFF_UP) !== 0,
    running: (flags & IFF_RUNNING) !== 0,
    arp: (flags & IFF_NOARP) === 0,
  };
}
