import { isPacketPolicy, type Resource } from '@vpcctl/sdk';
import { bridgeOf, isLink } from './state.js';

/**
 * The ids that must be correct before a resource is created or updated, by the resource's id. Pure.
 * No link goes up without its packet policy, and nothing is added to a damaged packet filter.
 */
export function prerequisitesOf(
  desired: readonly Resource[],
): ReadonlyMap<string, readonly string[]> {
  const filters = desired.filter(({ kind }) => kind === 'packet-filter');
  const boundaries = groupBy(desired, 'vpc-boundary', bridgeOf);
  const groups = groupBy(desired, 'security-group', bridgeOf);
  const sourceGuards = groupBy(desired, 'source-guard', (each) => each.attributes['interface']);
  const ipv6Settings = desired.filter(isIpv6Setting);
  return new Map(desired.map((resource) => [resource.id, listFor(resource).map(({ id }) => id)]));

  function listFor(resource: Resource): readonly Resource[] {
    const boundary = boundaries.get(bridgeOf(resource)) ?? [];
    if (isPacketPolicy(resource)) return filters.filter((filter) => filter !== resource);
    if (resource.kind === 'bridge') return [...filters, ...boundary];
    return isLink(resource) ? [...filters, ...boundary, ...listForVethPair(resource)] : [];
  }

  function listForVethPair(vethPair: Resource): readonly Resource[] {
    const own = sourceGuards.get(vethPair.attributes['name']) ?? [];
    const addresses = own.map(({ attributes }) => attributes['address']);
    const bridge = `bridge:${bridgeOf(vethPair)}`;
    return [
      ...own,
      ...(groups.get(bridgeOf(vethPair)) ?? []).filter(({ attributes: { addresses: members } }) => {
        return Array.isArray(members) && members.some((member) => addresses.includes(member));
      }),
      ...ipv6Settings.filter(({ dependsOn = [] }) => dependsOn.includes(bridge)),
    ];
  }
}

function groupBy(
  resources: readonly Resource[],
  kind: string,
  key: (resource: Resource) => unknown,
): ReadonlyMap<unknown, readonly Resource[]> {
  const groups = new Map<unknown, Resource[]>();
  for (const resource of resources) {
    if (resource.kind !== kind) continue;
    const group = groups.get(key(resource));
    if (group === undefined) groups.set(key(resource), [resource]);
    else group.push(resource);
  }
  return groups;
}

/** The sysctls that keep IPv6 out of a VPC. */
function isIpv6Setting({ kind, attributes: { key } }: Resource): boolean {
  return kind === 'sysctl' && typeof key === 'string' && key.startsWith('net/ipv6/');
}
