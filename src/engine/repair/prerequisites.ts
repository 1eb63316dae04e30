import { type GuardedLink, isPacketPolicy, isPolicyBase, type Resource } from '@vpcctl/sdk';

/**
 * The ids that must be correct before a resource is created or updated, by the resource's id. Pure.
 * No link goes up without its guards, and nothing is added to a damaged packet filter.
 */
export function prerequisitesOf(
  desired: readonly Resource[],
  links: ReadonlyMap<string, GuardedLink>,
): ReadonlyMap<string, readonly string[]> {
  const ids = new Set(desired.map(({ id }) => id));
  const bases = desired.filter(isPolicyBase).map(({ id }) => id);
  return new Map(desired.map((resource) => [resource.id, listFor(resource)]));

  function listFor(resource: Resource): readonly string[] {
    if (isPacketPolicy(resource)) return bases.filter((id) => id !== resource.id);
    const link = links.get(resource.id);
    return link === undefined ? [] : [...bases, ...link.guards.filter((id) => ids.has(id))];
  }
}
