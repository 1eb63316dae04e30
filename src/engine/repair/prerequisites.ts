import { isPacketPolicy, type Resource } from '@vpcctl/sdk';
import { groupBy } from '../../model/records.js';
import { bridgeOf, isLink } from './state.js';

/**
 * The ids that must be correct before a resource is created or updated, by the resource's id. Pure.
 * No link goes up without its packet policy, and nothing is added to a damaged packet filter.
 */
export function prerequisitesOf(
  desired: readonly Resource[],
): ReadonlyMap<string, readonly string[]> {
  const filters = desired.filter(({ kind }) => kind === 'packet-filter');
  const boundaries = ofKind('vpc-boundary', (each) => [bridgeOf(each)]);
  const groups = ofKind('security-group', ({ attributes }) => strings(attributes['addresses']));
  const sourceGuards = ofKind('source-guard', ({ attributes }) => [attributes['interface']]);
  const ipv6Settings = groupBy(desired.filter(isIpv6Setting), ({ dependsOn = [] }) => dependsOn);
  return new Map(desired.map((resource) => [resource.id, listFor(resource).map(({ id }) => id)]));

  function ofKind(kind: string, keysOf: (resource: Resource) => readonly unknown[]) {
    return groupBy(
      desired.filter((each) => each.kind === kind),
      keysOf,
    );
  }

  function listFor(resource: Resource): readonly Resource[] {
    const boundary = boundaries.get(bridgeOf(resource)) ?? [];
    if (isPacketPolicy(resource)) return filters.filter((filter) => filter !== resource);
    if (resource.kind === 'bridge') return [...filters, ...boundary];
    return isLink(resource) ? [...filters, ...boundary, ...listForVethPair(resource)] : [];
  }

  function listForVethPair(vethPair: Resource): readonly Resource[] {
    const own = sourceGuards.get(vethPair.attributes['name']) ?? [];
    const bridge = bridgeOf(vethPair);
    // Workloads of other VPCs may have the same address.
    const about = own
      .flatMap(({ attributes }) => groups.get(attributes['address']) ?? [])
      .filter((group) => bridgeOf(group) === bridge);
    return [...own, ...new Set(about), ...(ipv6Settings.get(`bridge:${bridge}`) ?? [])];
  }
}

function strings(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The sysctls that keep IPv6 out of a VPC. */
function isIpv6Setting({ kind, attributes: { key } }: Resource): boolean {
  return kind === 'sysctl' && typeof key === 'string' && key.startsWith('net/ipv6/');
}
