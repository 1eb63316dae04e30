/** What links have sent and received: linux/if_link.h. Pure. */

import type { Counters } from '../../../proc/counters.js';
import { Attributes } from '../../codec/attributes.js';
import { body, u32 } from '../../codec/encode.js';
import { atLeast } from '../../codec/malformed.js';
import type { NetlinkMessage, NetlinkRequest } from '../../codec/message.js';
import { encodeLinkHeader, LINK_HEADER } from '../link-header.js';
import { RTM, request } from '../request.js';

/** IFLA_IFNAME, IFLA_STATS64 and IFLA_EXT_MASK. */
const IFLA = { name: 3, statistics: 23, extMask: 29 } as const;

/** Where `struct rtnl_link_stats64` has its first four numbers, of 64 bits each. */
const AT = { receivedPackets: 0, sentPackets: 8, receivedBytes: 16, sentBytes: 24 } as const;
const LENGTH = 32;

export const linkCounters = {
  /** Asks for the counters of all links of the namespace, with `dump`. */
  all: (): NetlinkRequest =>
    request(RTM.getLink, 'link counters', body([encodeLinkHeader({}), u32(IFLA.extMask, 0)])),
} as const;

/** Null for what is no link, and for a link without counters. @throws MalformedMessage */
export function readLinkCounters({
  type,
  body: message,
}: Pick<NetlinkMessage, 'type' | 'body'>): Counters | null {
  if (type !== RTM.newLink) return null;
  const link = new Attributes(atLeast(LINK_HEADER, message, 'a link'), LINK_HEADER);
  const [name, statistics] = [link.text(IFLA.name), link.bytes(IFLA.statistics)];
  if (name === null || statistics === null) return null;
  const numbers = atLeast(LENGTH, statistics, 'the counters of a link');
  // Beyond 2^53 a number is rounded: that is eight petabytes.
  const at = (offset: number) => Number(numbers.readBigUInt64LE(offset));
  return {
    name,
    receivedBytes: at(AT.receivedBytes),
    receivedPackets: at(AT.receivedPackets),
    sentBytes: at(AT.sentBytes),
    sentPackets: at(AT.sentPackets),
  };
}
