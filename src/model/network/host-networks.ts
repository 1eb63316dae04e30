import {
  containsNetwork,
  type HostFacts,
  hostRoute,
  isWide,
  type Network,
  networkOf,
  overlaps,
  parseNetwork,
  readAddressWithLength,
  type State,
} from '@vpcctl/sdk';
import { selectVpcs, type Vpc } from './vpc.js';

/** A network that the host uses outside all VPCs. */
export interface HostNetwork {
  readonly network: Network;
  /** In words: `203.0.113.2, an address of this host (eth0)`. */
  readonly what: string;
  /** Whether the host has an address in it, and not just a route to it. */
  readonly isOwn: boolean;
}

/**
 * The addresses of the host, their networks, and the destinations of its routes, without those of
 * VPCs and without default routes. An address comes before its network. Pure.
 */
export function hostNetworks(
  { addresses, routes }: Pick<HostFacts, 'addresses' | 'routes'>,
  vpcs: readonly Vpc[],
): HostNetwork[] {
  const bridges = new Set(vpcs.map(({ bridge }) => bridge.name));
  const own = addresses
    .filter((each) => !bridges.has(each.interface))
    .flatMap(({ cidr, interface: link }) => {
      const read = readAddressWithLength(cidr);
      return read === null ? [] : [{ link, ...read }];
    });
  return [
    ...own.map(({ address, link }) => ({
      network: hostRoute(address),
      what: `${address.text}, an address of this host (${link})`,
      isOwn: true,
    })),
    ...own.map(({ link, ...address }) => {
      const network = networkOf(address);
      return { network, what: `${network.text}, a network of this host (${link})`, isOwn: true };
    }),
    ...routes
      .filter(({ interface: link }) => link !== null && !bridges.has(link))
      .map(({ destination, interface: link }) => ({
        network: parseNetwork(destination),
        what: `${destination}, to which this host has a route by ${link}`,
        isOwn: false,
      })),
  ].filter(({ network }) => !isWide(network));
}

/**
 * The network of the host that is in the way of a part of a VPC; null where there is none. A larger
 * network than the VPC's is not: the route to the VPC is more precise. Pure.
 * @param part a network in the VPC's CIDR, or an address of it
 */
export function hostNetworkWithin(
  state: State,
  vpc: Pick<Vpc, 'cidr' | 'allowOverlap'>,
  part: Network,
  host: Pick<HostFacts, 'addresses' | 'routes'>,
): HostNetwork | null {
  const cidr = parseNetwork(vpc.cidr);
  const found = hostNetworks(host, Object.values(selectVpcs(state))).find(
    ({ network, isOwn }) =>
      (isOwn || !vpc.allowOverlap) && containsNetwork(cidr, network) && overlaps(network, part),
  );
  return found ?? null;
}

/** What the host has in a VPC, where it should have nothing. */
export interface Overlap {
  readonly vpc: string;
  /** In words, as {@link HostNetwork}. */
  readonly what: string;
}

/**
 * The addresses and networks of the host in the CIDRs of VPCs, and networks of the host that a VPC
 * lies in. Pure.
 */
export function overlapsWithHost(
  state: State,
  host: Pick<HostFacts, 'addresses' | 'routes'>,
): Overlap[] {
  const vpcs = Object.values(selectVpcs(state));
  const networks = hostNetworks(host, vpcs);
  return vpcs.flatMap(({ name, cidr: text, allowOverlap }) => {
    const cidr = parseNetwork(text);
    const found = networks.filter(
      ({ network, isOwn }) =>
        overlaps(network, cidr) && (isOwn || (!allowOverlap && containsNetwork(cidr, network))),
    );
    // The route to a network is named with the network.
    const seen = new Set<string>();
    return found.flatMap(({ network, what }) => {
      if (seen.has(network.text)) return [];
      seen.add(network.text);
      return [{ vpc: name, what }];
    });
  });
}
