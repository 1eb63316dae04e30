/** Reads IPv4 routes: rtnetlink(7), linux/rtnetlink.h. Pure. */
import { ipv4Text } from '../codec/addresses.js';
import { Attributes } from '../codec/attributes.js';
import { atLeast, MalformedMessage } from '../codec/malformed.js';
import { aligned, type NetlinkMessage } from '../codec/message.js';
import { AF, RTM } from './request.js';
import { ONLINK, ROUTE_LENGTH, ROUTE_TYPES, type RouteType, RTA } from './route.js';

/** A route as the kernel has it. */
export interface Route {
  /** A network with its length: `0.0.0.0/0`, `10.0.0.1/32`. */
  readonly destination: string;
  readonly table: number;
  /** Null for a type that vpcctl has no use for, such as multicast. */
  readonly type: RouteType | null;
  readonly via: string | null;
  /** Null for a route without a link, and for one with several next hops. */
  readonly link: number | null;
  readonly onlink: boolean;
  /** 0 is the kernel's default. */
  readonly metric: number;
  readonly source: string | null;
  /** The next hops of a route that has several; else none. */
  readonly hops: readonly NextHop[];
}

/** One of several next hops of a route. */
export interface NextHop {
  readonly link: number;
  readonly via: string | null;
}

const TYPES = new Map(
  Object.entries(ROUTE_TYPES).map(([name, number]) => [number as number, name as RouteType]),
);

/** @throws MalformedMessage */
export function readRoute({ type, body }: Pick<NetlinkMessage, 'type' | 'body'>): Route | null {
  atLeast(ROUTE_LENGTH, body, 'a route');
  if (type !== RTM.newRoute || body.readUInt8(0) !== AF.inet) return null;
  const route = new Attributes(body, ROUTE_LENGTH);
  const destination = route.bytes(RTA.destination) ?? Buffer.alloc(4);
  const gateway = route.bytes(RTA.gateway);
  const source = route.bytes(RTA.source);
  return {
    destination: `${ipv4Text(destination)}/${body.readUInt8(1)}`,
    table: route.u32(RTA.table) ?? body.readUInt8(4),
    type: TYPES.get(body.readUInt8(7)) ?? null,
    via: gateway === null ? null : ipv4Text(gateway),
    link: route.u32(RTA.link),
    onlink: (body.readUInt32LE(8) & ONLINK) !== 0,
    metric: route.u32(RTA.metric) ?? 0,
    source: source === null ? null : ipv4Text(source),
    hops: readHops(route.bytes(RTA.hops) ?? Buffer.alloc(0)),
  };
}

/** The length of `struct rtnexthop`. */
const HOP_LENGTH = 8;

function readHops(bytes: Buffer): NextHop[] {
  const hops: NextHop[] = [];
  for (let at = 0; at < bytes.length; ) {
    const rest = atLeast(HOP_LENGTH, bytes.subarray(at), 'a next hop');
    const length = rest.readUInt16LE(0);
    if (length < HOP_LENGTH || length > rest.length) {
      throw new MalformedMessage(`a next hop of ${length} bytes, where ${rest.length} are left`);
    }
    const gateway = new Attributes(rest, HOP_LENGTH, length).bytes(RTA.gateway);
    hops.push({
      link: rest.readInt32LE(4),
      via: gateway === null ? null : ipv4Text(gateway),
    });
    at += aligned(length);
  }
  return hops;
}
