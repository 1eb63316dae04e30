import type { Link, NetlinkSession, Route, RouteSocket } from '../../netlink/index.js';
import { hostError } from '../../netlink/netlink-host.js';
import type { ObservedLink, ObservedRoute } from './parse.js';
import { type Snapshot, type Snapshots, unreadableSnapshot } from './snapshot.js';

/** RTN_UNICAST of linux/rtnetlink.h, as `ip -N` prints it. No other type is looked at. */
const UNICAST = '1';
const OTHER = '0';

/**
 * Reads whole network namespaces by netlink.
 * @param namespaces their names; null is the host's own
 * @throws VpcctlError `HOST_STEP_FAILED`, `HOST_OUTPUT_UNKNOWN` where the host's own cannot be read
 */
export function readSnapshots(
  session: NetlinkSession,
  namespaces: readonly (string | null)[],
): Snapshots {
  return new Map(namespaces.map((name) => [name, readSnapshot(session, name)]));
}

function readSnapshot(session: NetlinkSession, namespace: string | null): Snapshot {
  try {
    return snapshotOf(session.socket(namespace), namespace === null);
  } catch (error) {
    return unreadableSnapshot(namespace, hostError(error, unreadable(namespace)));
  }
}

/** The first part of the error where a network namespace cannot be read. Pure. */
export function unreadable(namespace: string | null): string {
  return `${namespace === null ? 'the host' : `the namespace ${namespace}`} cannot be read`;
}

/** The links of a namespace by name. @throws NetlinkError, SystemError, MalformedMessage */
export function readLinks(socket: RouteSocket): ReadonlyMap<string, ObservedLink> {
  return byName(socket.links());
}

function byName(links: readonly Link[]): Map<string, ObservedLink> {
  const names = new Map(links.map(({ index, name }) => [index, name]));
  return new Map(
    links.map((link) => [
      link.name,
      observedLink(link, link.master === null ? null : (names.get(link.master) ?? null)),
    ]),
  );
}

/** @param isHost whether it is the host's own namespace: ours have no rules or fixed neighbours */
function snapshotOf(socket: RouteSocket, isHost: boolean): Snapshot {
  const links = socket.links();
  const names = new Map(links.map(({ index, name }) => [index, name]));
  const nameOf = (index: number | null) => (index === null ? null : (names.get(index) ?? null));
  const addresses = new Map(links.map(({ name }) => [name, [] as string[]]));
  for (const { index, cidr } of socket.addresses()) {
    addresses.get(nameOf(index) ?? '')?.push(cidr);
  }
  return {
    links: byName(links),
    addresses,
    routes: socket.routes().map((route) => observedRoute(route, nameOf)),
    rules: isHost ? socket.rules() : [],
    neighbours: (isHost ? socket.neighbours() : [])
      .filter(({ permanent }) => permanent)
      .map(({ index, address, mac }) => ({
        dst: address,
        dev: nameOf(index) ?? '',
        lladdr: mac ?? '',
      })),
    readable: true,
  };
}

function observedLink(link: Link, master: string | null): ObservedLink {
  const { kind, port, addressMode, bridge } = link;
  return {
    ifindex: link.index,
    ifname: link.name,
    flags: [...(link.up ? ['UP'] : []), ...(link.arp ? [] : ['NOARP'])],
    operstate: link.operational,
    altnames: [...link.altnames],
    ...(link.peerElsewhere && link.peer !== null && { link_index: link.peer }),
    ...(link.mac !== null && { address: link.mac }),
    ...(master !== null && { master }),
    ...(link.alias !== null && { ifalias: link.alias }),
    linkinfo: {
      ...(kind !== null && { info_kind: kind }),
      ...(port !== null && {
        info_slave_data: {
          isolated: port.isolated,
          flood: port.flood,
          bcast_flood: port.broadcastFlood,
          learning: port.learning,
          locked: port.locked,
          state: link.forwards ? 'forwarding' : 'disabled',
        },
      }),
      ...(bridge !== null && {
        info_data: {
          ageing_time: bridge.ageingTime,
          stp_state: Number(bridge.spanningTree),
          vlan_filtering: Number(bridge.vlanFiltering),
        },
      }),
    },
    ...(addressMode !== null && { inet6_addr_gen_mode: addressMode }),
  };
}

/** A route as `ip` shows it. */
export function observedRoute(
  route: Route,
  nameOf: (index: number | null) => string | null,
): ObservedRoute {
  return {
    type: route.type === 'unicast' ? UNICAST : OTHER,
    dst: route.destination,
    gateway: route.via,
    dev: nameOf(route.link),
    nexthops: route.hops.map(({ link, via }) => ({ dev: nameOf(link) ?? '', gateway: via })),
    table: route.table,
    metric: route.metric,
    prefsrc: route.source,
    flags: route.onlink ? ['onlink'] : [],
  };
}
