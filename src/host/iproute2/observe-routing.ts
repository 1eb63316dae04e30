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
import type { ObservedRoute } from './ip/parse.js';
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
  const attributes = {
    ...candidate.attributes,
    via: route.gateway,
    link: route.dev ?? '',
    onlink: route.flags.includes('onlink'),
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
  const found = seen.get(null)?.neighbours.find(({ dev, dst }) => dev === link && dst === address);
  return found ? { ...candidate, attributes: { link, address, mac: found.lladdr } } : null;
}

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
  return { ...candidate, attributes: { key, value: actual, restore } };
}
