/** Asks the kernel by which route it would send a packet: ip-route(8), `ip route get`. Pure. */
import { ipv4Bytes } from '../../codec/addresses.js';
import { body, bytes, given, u32 } from '../../codec/encode.js';
import type { NetlinkRequest } from '../../codec/message.js';
import { AF, RTM, request } from '../request.js';

/** RTA_* of linux/rtnetlink.h. */
const RTA = { destination: 1, source: 2, incoming: 3, mark: 16 } as const;
/** The length of `struct rtmsg`. */
const LENGTH = 12;
const ADDRESS_BITS = 32;
/** RTM_F_LOOKUP_TABLE: the answer names the table that has the route. */
const NAME_TABLE = 0x1000;

/** A packet that is asked about. */
export interface LookedUp {
  readonly destination: string;
  /** Null: the address that the kernel would choose. */
  readonly source: string | null;
  /** The index of the link that it comes in by; null: the host itself sends it. */
  readonly incoming: number | null;
  /** Its packet mark; 0 for none. */
  readonly mark: number;
}

/**
 * The answer is a route, or the error that a real packet would meet: EHOSTUNREACH without a route
 * or where the incoming link does not forward, EXDEV from the reverse-path filter, and so on.
 */
export function lookUp({ destination, source, incoming, mark }: LookedUp): NetlinkRequest {
  const header = Buffer.alloc(LENGTH);
  header.writeUInt8(AF.inet, 0);
  header.writeUInt8(ADDRESS_BITS, 1);
  header.writeUInt8(source === null ? 0 : ADDRESS_BITS, 2);
  header.writeUInt32LE(NAME_TABLE, 8);
  const encoded = body([
    header,
    bytes(RTA.destination, ipv4Bytes(destination)),
    given(source, (value) => bytes(RTA.source, ipv4Bytes(value))),
    given(incoming, (value) => u32(RTA.incoming, value)),
    mark === 0 ? null : u32(RTA.mark, mark),
  ]);
  return request(RTM.getRoute, `route get ${destination}`, encoded);
}
