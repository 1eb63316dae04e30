/** What the kernel says of a request: linux/netlink.h, "extended acknowledgements". Pure. */
import { Attributes } from './attributes.js';
import { atLeast } from './malformed.js';
import { aligned, FLAG, HEADER, type NetlinkMessage, TYPE } from './message.js';

/** NLMSGERR_ATTR_* of linux/netlink.h. */
const SAYS = { message: 1, offset: 2, missingType: 5 } as const;

/** How a request ended. */
export interface Acknowledgement {
  /** 0 for success, else the number of an error: errno(3). */
  readonly errno: number;
  /** The kernel's own words; about half of the refusals have some. */
  readonly text: string | null;
  /** Where in the request the attribute at fault begins. */
  readonly offset: number | null;
  /** The type of an attribute that the request lacks. */
  readonly missing: number | null;
}

/**
 * Reads an NLMSG_ERROR, or the end of a dump, which has a status too.
 * @throws MalformedMessage
 */
export function decodeAcknowledgement(message: NetlinkMessage): Acknowledgement {
  const { type, flags, body } = message;
  // Kernels end some dumps without a status.
  if (type === TYPE.done && body.length === 0) return plain(0);
  const errno = Math.abs(atLeast(4, body, 'an acknowledgement').readInt32LE(0));
  if ((flags & FLAG.hasAttributes) === 0) return plain(errno);
  const says = new Attributes(body.subarray(4 + echoed(message)));
  return {
    errno,
    text: says.text(SAYS.message),
    offset: says.u32(SAYS.offset),
    missing: says.u32(SAYS.missingType),
  };
}

function plain(errno: number): Acknowledgement {
  return { errno, text: null, offset: null, missing: null };
}

/** How many bytes of the request are echoed: all, or its header alone; the end of a dump has none. */
function echoed({ type, flags, body }: NetlinkMessage): number {
  if (type === TYPE.done) return 0;
  const length = atLeast(4 + HEADER, body, 'an acknowledgement').readUInt32LE(4);
  return (flags & FLAG.capped) === 0 ? aligned(Math.max(length, HEADER)) : HEADER;
}
