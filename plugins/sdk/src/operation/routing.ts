import type { InNamespace, OnLink } from './link.js';

/** The number of the table `main` (RT_TABLE_MAIN). */
export const MAIN_TABLE = 254;

/** An address with its prefix length. It brings no route with it. */
interface Address extends OnLink {
  readonly cidr: string;
}

/** A route. Two routes with the same table, destination and metric can't coexist. */
interface Route extends InNamespace {
  /** `unicast` goes out of `link`; the other types answer packets in their own ways. */
  readonly type: 'unicast' | 'blackhole' | 'unreachable' | 'prohibit';
  /** {@link MAIN_TABLE} is the host's usual one. */
  readonly table: number;
  /** A CIDR; null for the default route. */
  readonly destination: string | null;
  /** The address of the next router; null for none. */
  readonly via: string | null;
  /** Null for a route that is not `unicast`. */
  readonly link: string | null;
  /** Whether `via` counts as reachable by `link`, whatever the addresses there. */
  readonly onlink: boolean;
  readonly metric: number | null;
  /** The address that the host's own packets have. */
  readonly source: string | null;
}

/** A policy rule: packets that came in by `iif` with `fwmark` use `table`; null: any. */
interface Rule extends InNamespace {
  readonly priority: number;
  readonly iif: string | null;
  readonly fwmark: number | null;
  /** Which bits of the mark count; null: all of them. */
  readonly mask: number | null;
  /** Null where there is `goto`. */
  readonly table: number | null;
  /** The priority of the rule at which these packets go on; null where there is a table. */
  readonly goto: number | null;
  /** Only routes with a longer prefix count; undefined: all. */
  readonly longerThan?: number;
}

interface Neighbour extends OnLink {
  readonly address: string;
}

interface NeighbourReplace extends Neighbour {
  readonly mac: string;
}

/** Operations on addresses, routes, policy rules and neighbours, by their kind. */
export interface RoutingFields {
  'address.add': Address;
  'address.delete': Address;
  /** Fails where there is such a route, by any program. */
  'route.add': Route;
  'route.replace': Route;
  'route.delete': Route;
  'rule.add': Rule;
  'rule.delete': Rule;
  /** Makes a permanent entry, in place of any other one of that address. */
  'neighbour.replace': NeighbourReplace;
  /** Deletes a permanent entry. */
  'neighbour.delete': Neighbour;
  /** Deletes all entries of the link, except permanent ones. */
  'neighbour.flush': OnLink;
}
