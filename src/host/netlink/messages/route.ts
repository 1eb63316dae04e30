/** IPv4 routes: rtnetlink(7), linux/rtnetlink.h. Pure. */
import { anyNetwork } from '@vpcctl/sdk';
import { ipv4Bytes, type Prefix, prefixOf } from '../codec/addresses.js';
import { body, bytes, given, u32 } from '../codec/encode.js';
import { CREATE, FLAG, type NetlinkRequest } from '../codec/message.js';
import { AF, RTM, request } from './request.js';

/** RTA_* of linux/rtnetlink.h. */
export const RTA = {
  destination: 1,
  link: 4,
  gateway: 5,
  metric: 6,
  source: 7,
  hops: 9,
  table: 15,
} as const;
/** The length of `struct rtmsg`. */
export const ROUTE_LENGTH = 12;
/** RTNH_F_ONLINK: the gateway need not be in a network of the link. */
export const ONLINK = 4;
const ADDRESS_BITS = 32;
/** RT_TABLE_MAIN. */
export const MAIN_TABLE = 254;

/** RTN_* of linux/rtnetlink.h. */
export const ROUTE_TYPES = {
  unicast: 1,
  local: 2,
  broadcast: 3,
  blackhole: 6,
  unreachable: 7,
  prohibit: 8,
  throw: 9,
} as const;

export type RouteType = keyof typeof ROUTE_TYPES;

/** RTPROT_BOOT, which `ip route add` says, too. */
const BOOT = 3;
/** RT_SCOPE_*: how far away a destination is; `nowhere` in a deletion means any. */
const SCOPE = { universe: 0, link: 253, host: 254, nowhere: 255 } as const;

/** A route. What is not given stays open. */
export interface RouteEntry {
  /** `default`, or a network: `10.0.0.0/16`. */
  readonly destination: string;
  /** The main table by default. */
  readonly table?: number | undefined;
  /** `unicast` by default. */
  readonly type?: RouteType | undefined;
  readonly via?: string | null | undefined;
  /** The index of the link by which packets leave. */
  readonly link?: number | null | undefined;
  readonly onlink?: boolean | undefined;
  readonly metric?: number | null | undefined;
  /** The address that the host's own packets get. */
  readonly source?: string | null | undefined;
}

export const route = {
  /** Refused with EEXIST where the table has a route to the destination with that metric. */
  add: (added: RouteEntry): NetlinkRequest =>
    request(RTM.newRoute, `route add ${added.destination}`, encodeNew(added), CREATE),

  /** Takes the place of the route to the destination with that metric, or is added. */
  replace: (replaced: RouteEntry): NetlinkRequest =>
    request(
      RTM.newRoute,
      `route replace ${replaced.destination}`,
      encodeNew(replaced),
      FLAG.create | FLAG.replace,
    ),

  /** Deletes the first route that has all that is given; refused with ESRCH where none has. */
  delete: (deleted: RouteEntry): NetlinkRequest =>
    request(
      RTM.deleteRoute,
      `route delete ${deleted.destination}`,
      encode(deleted, {
        protocol: 0,
        scope: SCOPE.nowhere,
        type: deleted.type === undefined ? 0 : ROUTE_TYPES[deleted.type],
      }),
    ),

  /** Asks by which route a packet of the host to an address leaves. */
  to: (destination: string): NetlinkRequest => {
    const header = Buffer.alloc(ROUTE_LENGTH);
    header.writeUInt8(AF.inet, 0);
    header.writeUInt8(ADDRESS_BITS, 1);
    const payload = body([header, bytes(RTA.destination, ipv4Bytes(destination))]);
    return request(RTM.getRoute, `route get ${destination}`, payload);
  },

  /** Asks for the IPv4 routes of all tables, with `dump`. */
  all: (): NetlinkRequest => {
    const header = Buffer.alloc(ROUTE_LENGTH);
    header.writeUInt8(AF.inet, 0);
    return request(RTM.getRoute, 'routes', header);
  },
} as const;

interface Kind {
  readonly protocol: number;
  readonly scope: number;
  readonly type: number;
}

function encodeNew(entry: RouteEntry): Buffer {
  const { type = 'unicast' } = entry;
  return encode(entry, { protocol: BOOT, scope: scopeOf(type, entry), type: ROUTE_TYPES[type] });
}

/** As `ip route add` chooses it: ip-route(8). */
function scopeOf(type: RouteType, { via }: RouteEntry): number {
  if (type === 'local') return SCOPE.host;
  if (type === 'broadcast') return SCOPE.link;
  return type === 'unicast' && (via === null || via === undefined) ? SCOPE.link : SCOPE.universe;
}

function encode(entry: RouteEntry, { protocol, scope, type }: Kind): Buffer {
  const { table = MAIN_TABLE, via, link, onlink = false, metric, source } = entry;
  const destination = destinationOf(entry.destination);
  const header = Buffer.from([
    AF.inet,
    destination.length,
    0,
    0,
    // RT_TABLE_COMPAT: numbers of more than a byte are in the attribute alone.
    table < 256 ? table : 252,
    protocol,
    scope,
    type,
    ...[onlink ? ONLINK : 0, 0, 0, 0],
  ]);
  return body([
    header,
    destination.length === 0 ? null : bytes(RTA.destination, destination.address),
    given(via, (value) => bytes(RTA.gateway, ipv4Bytes(value))),
    given(link, (value) => u32(RTA.link, value)),
    given(source, (value) => bytes(RTA.source, ipv4Bytes(value))),
    given(metric, (value) => u32(RTA.metric, value)),
    u32(RTA.table, table),
  ]);
}

function destinationOf(destination: string): Prefix {
  return prefixOf(destination === 'default' ? anyNetwork('ipv4').text : destination);
}
