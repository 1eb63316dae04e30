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

/** `up` and `arp` are left as they are where they are not given. */
export interface LinkTarget {
  readonly family?: number;
  readonly index?: number;
  readonly up?: boolean | undefined;
  readonly arp?: boolean | undefined;
}

export function encodeLinkHeader(target: LinkTarget): Buffer {
  const { family = AF.unspecified, index = 0, up, arp } = target;
  const header = Buffer.alloc(LINK_HEADER);
  header.writeUInt8(family, 0);
  header.writeInt32LE(index, 4);
  const flags = (up ? IFF_UP : 0) | (arp === false ? IFF_NOARP : 0);
  header.writeUInt32LE(flags, 8);
  // Which of the flags count.
  header.writeUInt32LE((up === undefined ? 0 : IFF_UP) | (arp === undefined ? 0 : IFF_NOARP), 12);
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
