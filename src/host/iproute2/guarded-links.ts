import {
  type GuardedLink,
  groupBy,
  type Resource,
  type SecurityGroup,
  type SourceGuard,
  type Veth,
  type VpcBoundary,
} from '@vpcctl/sdk';
import { isBridge, isSysctl, isVeth } from './ip/resources.js';

/**
 * The bridges and veth pairs among `resources`. Pure. The boundary of its VPC guards each link. A
 * veth pair is guarded by its source guard, by the security groups with its address, and by the
 * sysctls that keep IPv6 out of its bridge. Its settings are its source guard, which locks the port
 * in the bridge, and its sysctls, which apply before it goes up.
 */
export function guardedLinks(resources: readonly Resource[]): GuardedLink[] {
  const boundaries = groupBy(resources.filter(isBoundary), ({ attributes }) => [attributes.bridge]);
  const guards = groupBy(resources.filter(isSourceGuard), ({ attributes }) => [
    attributes.interface,
  ]);
  const groups = groupBy(resources.filter(isGroup), ({ attributes }) => attributes.addresses);
  const sysctls = groupBy(resources.filter(isSysctl), ({ dependsOn = [] }) => dependsOn);
  const boundariesOf = (bridge: string) => boundaries.get(bridge) ?? [];
  const idsOf = (guarding: readonly Resource[]) => [...new Set(guarding.map(({ id }) => id))];
  return resources.flatMap((resource): GuardedLink[] => {
    if (isBridge(resource)) {
      const { id, attributes } = resource;
      return [
        {
          ...{ id, link: attributes.name, settings: [], isPort: () => false },
          guards: idsOf(boundariesOf(attributes.name)),
        },
      ];
    }
    return isVeth(resource) ? [ofVethPair(resource)] : [];
  });

  function ofVethPair({ id, attributes: { name, bridge } }: Veth): GuardedLink {
    const own = guards.get(name) ?? [];
    // Workloads of other VPCs may have the same address.
    const about = own
      .flatMap(({ attributes }) => attributes.addresses)
      .flatMap((address) => groups.get(address) ?? [])
      .filter((group) => group.attributes.bridge === bridge);
    const withoutIpv6 = (sysctls.get(`bridge:${bridge}`) ?? []).filter(({ attributes }) =>
      attributes.key.startsWith('net/ipv6/'),
    );
    return {
      id,
      link: name,
      guards: idsOf([...boundariesOf(bridge), ...own, ...about, ...withoutIpv6]),
      settings: idsOf([...own, ...(sysctls.get(id) ?? [])]),
      isPort: (observed) => isVeth(observed) && observed.attributes.bridge === bridge,
    };
  }
}

const isBoundary = (resource: Resource): resource is VpcBoundary =>
  resource.kind === 'vpc-boundary';
const isSourceGuard = (resource: Resource): resource is SourceGuard =>
  resource.kind === 'source-guard';
const isGroup = (resource: Resource): resource is SecurityGroup =>
  resource.kind === 'security-group';
