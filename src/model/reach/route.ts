import {
  anyNetwork,
  containsAddress,
  isWide,
  knownAddress,
  type Network,
  parseNetwork,
} from '@vpcctl/sdk';
import { once } from '../records.js';
import { networkNamed, oncePerText } from './lookup.js';
import type { HostView, Link, ReachModel, Side, VpcNetwork } from './model.js';

/** The next hop of a packet at a router: a VPC, or an interface of the host outside all VPCs. */
export type Way =
  | { readonly type: 'vpc'; readonly network: VpcNetwork }
  /** `interface` is null where the host's routes are unknown, which stands for the uplink. */
  | { readonly type: 'outside'; readonly interface: string | null }
  /** A route of the host drops it. */
  | { readonly type: 'dropped' };

interface Entry {
  readonly cidr: Network;
  readonly metric: number;
  readonly way: Way;
}

const ANYWHERE = anyNetwork('ipv4');

/**
 * The route of a packet at a VPC's router. The VPC's own table has routes to the VPC and its peers.
 * For any other destination the host's table decides, but where the VPC has a named uplink, this
 * takes the place of the host's default routes. Null: no route.
 * @param destination null for an address on the internet that no route names
 */
export function routeFrom(
  model: ReachModel,
  from: VpcNetwork,
  destination: string | null,
): Way | null {
  const own = best(ownTable(model, from.vpc.name), destination);
  const { uplink } = from.vpc;
  if (own !== null || uplink === null) return own ?? routeOfHost(model, destination);
  const nearer = best(nearerRoutes(model), destination);
  return nearer ?? { type: 'outside', interface: uplink.interface };
}

/** The route table of a VPC. */
const ownTable = oncePerText((model, vpc): readonly Entry[] => {
  const from = networkNamed(model, vpc);
  if (from === null) return [];
  return [from, ...peersOf(model, from).map(({ peer }) => peer)].map(into);
});

/** The route of the host's own packet. Of several VPCs with one CIDR, the lowest segment wins. */
export function routeOfHost(model: ReachModel, destination: string | null): Way | null {
  return best(hostTable(model), destination);
}

/** The host's main route table. */
const hostTable = once((model: ReachModel): readonly Entry[] => [
  ...model.networks.map(into),
  ...hostRoutes(model.host),
]);

/** The host's main route table without its default routes. */
const nearerRoutes = once((model: ReachModel): readonly Entry[] =>
  hostTable(model).filter(({ cidr }) => !isWide(cidr)),
);

function hostRoutes(host: HostView): Entry[] {
  if (host === null) return [outside(ANYWHERE, 0, null)];
  return host.routes.map(({ destination, metric, interface: name }) => {
    const cidr = parseNetwork(destination);
    return name === null ? { cidr, metric, way: { type: 'dropped' } } : outside(cidr, metric, name);
  });
}

/** The longest prefix wins; of those equally long, the lowest metric. */
function best(table: readonly Entry[], destination: string | null): Way | null {
  const address = destination === null ? null : knownAddress(destination);
  let found: Entry | null = null;
  for (const entry of table) {
    const { cidr } = entry;
    const fits = address === null ? isWide(cidr) : containsAddress(cidr, address);
    if (fits && (found === null || isBetter(entry, found))) found = entry;
  }
  return found?.way ?? null;
}

function isBetter(one: Entry, other: Entry): boolean {
  return one.cidr.length === other.cidr.length
    ? one.metric < other.metric
    : one.cidr.length > other.cidr.length;
}

/** The host's own route to a VPC has the VPC's segment as its metric. */
function into(network: VpcNetwork): Entry {
  return { cidr: network.cidr, metric: network.vpc.segment, way: { type: 'vpc', network } };
}

function outside(cidr: Network, metric: number, name: string | null): Entry {
  return { cidr, metric, way: { type: 'outside', interface: name } };
}

/** A peering as seen from one VPC. */
export interface Peer {
  readonly peer: VpcNetwork;
  readonly link: Link;
  readonly here: Side;
  readonly there: Side;
}

/** The peerings of a VPC. */
export function peersOf(model: ReachModel, { vpc }: VpcNetwork): readonly Peer[] {
  return peersByName(model, vpc.name);
}

const peersByName = oncePerText((model, name): readonly Peer[] =>
  model.links.flatMap((link) => {
    const [one, other] = link.sides;
    const [here, there] = one.vpc === name ? [one, other] : [other, one];
    const peer = networkNamed(model, there.vpc);
    return here.vpc !== name || peer === null ? [] : [{ peer, link, here, there }];
  }),
);

/** An address of the host's own. Packets to it end at the host, whichever router they come to. */
export interface OwnAddress {
  /** Its role: `the gateway of vpc1`. */
  readonly what: string;
  /** The VPCs whose gateway it is. */
  readonly gatewayOf: readonly VpcNetwork[];
  /** The VPC that gives the host this address; null where none does. */
  readonly network: VpcNetwork | null;
  /**
   * Whether it is one of the host's addresses, which a broadcast address is not (RTN_LOCAL,
   * RTN_BROADCAST).
   */
  readonly isLocal: boolean;
}

/**
 * The role of `address`, where it is the host's own: a gateway, a VPC's broadcast address,
 * loopback, or another address of the host; else null.
 */
export const ownAddress = oncePerText((model, address): OwnAddress | null => {
  const gatewayOf = model.networks.filter(({ vpc }) => vpc.gateway === address);
  const [gateway] = gatewayOf;
  if (gateway !== undefined) {
    const names = gatewayOf.map(({ vpc }) => vpc.name).join(' and ');
    return { what: `the gateway of ${names}`, gatewayOf, network: gateway, isLocal: true };
  }
  const { family, value } = knownAddress(address);
  const broadcast = model.networks.find(
    ({ cidr }) => cidr.family === family && cidr.last === value,
  );
  if (broadcast !== undefined) {
    const what = `the broadcast address of ${broadcast.vpc.name}`;
    return { what, gatewayOf, network: broadcast, isLocal: false };
  }
  if (address.startsWith('127.') || model.host?.addresses.includes(address)) {
    return { what: 'an address of the host', gatewayOf, network: null, isLocal: true };
  }
  return null;
});
