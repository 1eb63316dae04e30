import {
  type HostReader,
  type LinkAddress,
  type Neighbour,
  parseDestination,
  type Resource,
  type Route,
  type Rule,
  type Sysctl,
} from '@vpcctl/sdk';
import { isOfLinkWithoutIpv6, sysctlFile } from '../proc/sysctl.js';
import type { ObservedNeighbour, ObservedRoute } from './ip/parse.js';
import type { Snapshots } from './ip/snapshot.js';

/** RT_TABLE_MAIN and RTN_UNICAST of linux/rtnetlink.h. */
const MAIN_TABLE = 254;
const UNICAST = '1';

export function observeAddress(candidate: LinkAddress, seen: Snapshots): Resource | null {
  const { namespace, link, cidr } = candidate.attributes;
  return seen.get(namespace)?.addresses.get(link)?.includes(cidr) ? candidate : null;
}

/**
 * The route to the candidate's destination with its metric. In the main table, which other programs
 * use too, only a route by the candidate's own link counts.
 */
export function observeRoute(candidate: Route, seen: Snapshots): Resource | null {
  const { namespace, table, link, metric } = candidate.attributes;
  const routes = seen.get(namespace)?.routes.filter((route) => isSameRoute(route, candidate)) ?? [];
  const own = routes.find((route) => route.dev === link);
  const route = own ?? (table === 'main' ? undefined : routes[0]);
  if (route === undefined) return null;
  const { via, onlink, source } = candidate.attributes;
  const isOnlink = route.flags.includes('onlink');
  const isWanted =
    route.gateway === via && route.dev === link && isOnlink === onlink && route.prefsrc === source;
  // What is as it should be is not compared again.
  if (isWanted) return candidate;
  const attributes = {
    ...candidate.attributes,
    via: route.gateway,
    link: route.dev ?? '',
    onlink: isOnlink,
    metric,
    source: route.prefsrc,
  };
  return { ...candidate, attributes };
}

function isSameRoute(route: ObservedRoute, { attributes }: Route): boolean {
  const { table, destination, metric } = attributes;
  return (
    route.type === UNICAST &&
    route.table === (table === 'main' ? MAIN_TABLE : table) &&
    route.metric === (metric ?? 0) &&
    (route.dst === destination ||
      parseDestination(route.dst).text === parseDestination(destination).text)
  );
}

/** All attributes of a rule identify it, so it exists as it should be or not at all. */
export function observeRule(candidate: Rule, seen: Snapshots): Resource | null {
  const { priority, iif, fwmark, mask, table, goto, longerThan } = candidate.attributes;
  const found = seen
    .get(null)
    ?.rules.some(
      (rule) =>
        rule.priority === priority &&
        rule.iif === iif &&
        rule.fwmark === fwmark &&
        rule.fwmask === mask &&
        rule.longerThan === longerThan &&
        (goto === null ? rule.table === table : rule.goto === goto),
    );
  return found ? candidate : null;
}

/** The neighbour entry of the candidate's address. Entries of other addresses do not matter. */
export function observeNeighbour(candidate: Neighbour, seen: Snapshots): Resource | null {
  const { link, address } = candidate.attributes;
  const found = neighboursOf(seen).get(`${link} ${address}`);
  if (found === undefined || found.lladdr === candidate.attributes.mac) {
    return found === undefined ? null : candidate;
  }
  return { ...candidate, attributes: { link, address, mac: found.lladdr } };
}

/** The fixed neighbours of the host, by link and address: each workload has one. */
function neighboursOf(seen: Snapshots): ReadonlyMap<string, ObservedNeighbour> {
  const known = indexed.get(seen);
  if (known !== undefined) return known;
  const neighbours = seen.get(null)?.neighbours ?? [];
  const index = new Map(neighbours.map((each) => [`${each.dev} ${each.dst}`, each]));
  indexed.set(seen, index);
  return index;
}

const indexed = new WeakMap<Snapshots, ReadonlyMap<string, ObservedNeighbour>>();

/**
 * A sysctl counts as missing where its interface is missing, or where it has its value of before.
 * A link without IPv6 counts as having the settings that keep IPv6 out.
 */
export function observeSysctl(candidate: Sysctl, _: Snapshots, host: HostReader): Resource | null {
  const { key, value, restore } = candidate.attributes;
  const actual = host.readFile(sysctlFile(key))?.trim();
  if (actual === undefined) {
    return isOfLinkWithoutIpv6(key, (path) => host.readFile(path)) ? candidate : null;
  }
  if (actual === restore && actual !== value) return null;
  if (actual === value) return candidate;
  return { ...candidate, attributes: { key, value: actual, restore } };
}
