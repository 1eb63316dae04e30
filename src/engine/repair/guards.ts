import type { Resource } from '@vpcctl/sdk';
import { bridgeOf, isLink, isPolicy } from './scene.js';

/**
 * What must be as it should be before a resource is made or changed, by its id: no link goes up without its policy, and
 * nothing is added to a packet filter that is damaged. Pure.
 */
export function guardsIn(wanted: readonly Resource[]): ReadonlyMap<string, readonly string[]> {
  const filters = wanted.filter(({ kind }) => kind === 'packet-filter');
  const routers = groupBy(wanted, 'vpc-boundary', bridgeOf);
  const groups = groupBy(wanted, 'security-group', bridgeOf);
  const ports = groupBy(wanted, 'source-guard', ({ attributes }) => attributes['interface']);
  const settings = wanted.filter(keepsIpv6Out);
  return new Map(wanted.map((resource) => [resource.id, guardsOf(resource).map(({ id }) => id)]));

  function guardsOf(resource: Resource): readonly Resource[] {
    const router = routers.get(bridgeOf(resource)) ?? [];
    if (isPolicy(resource)) return filters.filter((filter) => filter !== resource);
    if (resource.kind === 'bridge') return [...filters, ...router];
    return isLink(resource) ? [...filters, ...router, ...guardsOfCable(resource)] : [];
  }

  function guardsOfCable(vethPair: Resource): readonly Resource[] {
    const own = ports.get(vethPair.attributes['name']) ?? [];
    const addresses = own.map(({ attributes }) => attributes['address']);
    const onBridge = `bridge:${bridgeOf(vethPair)}`;
    return [
      ...own,
      ...(groups.get(bridgeOf(vethPair)) ?? []).filter(({ attributes: { addresses: members } }) => {
        return Array.isArray(members) && members.some((member) => addresses.includes(member));
      }),
      ...settings.filter(({ dependsOn = [] }) => dependsOn.includes(onBridge)),
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

function keepsIpv6Out({ kind, attributes: { key } }: Resource): boolean {
  return kind === 'sysctl' && typeof key === 'string' && key.startsWith('net/ipv6/');
}
