import {
  type HostAddress,
  type HostUplink,
  isHostRoute,
  isWide,
  type Network,
  parseDestination,
  readAddressWithLength,
  uplinkTableOf,
} from '@vpcctl/sdk';

/** A route of the host, in any of its route tables. */
export interface KnownRoute {
  /** A CIDR, or `default`. */
  readonly destination: string;
  readonly table: number;
  readonly metric: number;
  /** One next hop or several. */
  readonly hops: readonly { readonly interface: string; readonly gateway: string | null }[];
}

/** RT_TABLE_MAIN. */
const MAIN = 254;
/** From here on route tables are vpcctl's: those of named uplinks, and of answers. */
const OWN_TABLES = uplinkTableOf({ segment: 7001 });
const LAST_OWN_TABLE = 49_999;
const LOOPBACK = 'lo';

/**
 * The interfaces by which packets may leave to the internet, the best one first. Pure.
 * @param routes the routes of all tables
 * @param best the interface by which the host itself reaches the internet, whichever rules and
 *   tables it follows; null where it has no route
 */
export function uplinksOf(
  addresses: readonly HostAddress[],
  routes: readonly KnownRoute[],
  best: string | null,
): HostUplink[] {
  const hops = routes
    .filter(({ table }) => table < OWN_TABLES || table > LAST_OWN_TABLE)
    .map((route) => ({ ...route, network: parseDestination(route.destination) }))
    .sort(byPreference)
    .flatMap(({ network, table, hops: each }) => each.map((hop) => ({ ...hop, network, table })));
  const wide = hops.filter(({ network }) => isWide(network));
  const names = [
    ...(best === null ? [] : [best]),
    ...wide.map((hop) => hop.interface),
    ...hops.map((hop) => hop.interface),
    ...addresses.map((address) => address.interface),
  ];
  return [...new Set(names)]
    .filter((name) => name !== LOOPBACK)
    .map((name) => {
      const own = wide.filter((hop) => hop.interface === name);
      return {
        interface: name,
        gateway:
          own.find(({ gateway }) => gateway !== null)?.gateway ??
          peerOf(hops, name, own.length > 0),
        addresses: addresses
          .filter((address) => address.interface === name)
          .flatMap(({ cidr }) => readAddressWithLength(cidr)?.address.text ?? []),
        isDefault: name === best || own.some(({ table }) => table === MAIN),
        isRouted: name === best || own.length > 0,
      };
    });
}

interface Preferred {
  readonly network: Network;
  readonly table: number;
  readonly metric: number;
}

/** The main table first; there the longest prefix, and then the lowest metric, as the kernel. */
function byPreference(one: Preferred, other: Preferred): number {
  return (
    Number(other.table === MAIN) - Number(one.table === MAIN) ||
    other.network.length - one.network.length ||
    one.metric - other.metric ||
    Number(one.network.first - other.network.first)
  );
}

interface Hop {
  readonly interface: string;
  readonly gateway: string | null;
  readonly network: Network;
  readonly table: number;
}

/**
 * The other end of a link from point to point: the only host that is on the link itself. A default
 * route by that link without a gateway needs none.
 */
function peerOf(hops: readonly Hop[], name: string, isRouted: boolean): string | null {
  if (isRouted) return null;
  const near = hops.filter(
    (hop) => hop.interface === name && hop.gateway === null && hop.table === MAIN,
  );
  const [only, ...more] = near;
  if (only === undefined || more.length > 0 || !isHostRoute(only.network)) return null;
  return only.network.text.split('/')[0] ?? null;
}
