import {
  changedResource,
  diff,
  inDependencyOrder,
  isPacketPolicy,
  type Resource,
} from '@vpcctl/sdk';
import { isClosing, type RepairState } from './state.js';

/** A smallest group of resources that can only be changed together. */
export interface Unit {
  readonly ids: readonly string[];
  /** Whether the resources are deleted, not created or updated. */
  readonly isRemoval: boolean;
}

/**
 * The units that have to change, each after the units that it needs. Pure. Links are deleted before
 * the policy that protects them, and created after it.
 */
export function unitsOf({ current, desired, isGivenUp }: RepairState): Unit[] {
  const changes = diff([...current.values()], [...desired.values()]);
  const obsolete = changes.filter(({ action }) => action === 'delete').map(changedResource);
  const pending = changes.filter(({ action }) => action !== 'delete').map(changedResource);
  const policyFirst = [
    ...obsolete.filter(isPacketPolicy),
    ...obsolete.filter((each) => !isPacketPolicy(each)),
  ];
  const removals = inDependencyOrder(policyFirst).reverse();
  return [
    ...removals.map(({ id }) => ({ ids: [id], isRemoval: true })),
    ...groupsOf(pending, current, isGivenUp).map((ids) => ({ ids, isRemoval: false })),
  ];
}

/** Groups the resources to create or update into units, in the order of their dependencies. */
function groupsOf(
  pending: readonly Resource[],
  current: ReadonlyMap<string, Resource>,
  isGivenUp: (id: string) => boolean,
): readonly string[][] {
  const unitOf = unitAssignment(pending, current, isGivenUp);
  const members = new Map<string, Resource[]>();
  for (const resource of pending) {
    const key = unitOf(resource);
    members.set(key, [...(members.get(key) ?? []), resource]);
  }
  const keys = new Map(pending.map((resource) => [resource.id, unitOf(resource)]));
  const rank = (resource: Resource) =>
    isPacketPolicy(resource) ? (isClosing(resource) ? 0 : 1) : 2;
  const heads = pending
    .filter((resource) => members.has(resource.id))
    .toSorted((one, other) => rank(one) - rank(other))
    .map((head) => {
      const dependencies = members.get(head.id)?.flatMap(({ dependsOn = [] }) => dependsOn) ?? [];
      const units = dependencies.flatMap((id) => keys.get(id) ?? []);
      return { ...head, dependsOn: units.filter((key) => key !== head.id) };
    });
  return inDependencyOrder(heads).map(({ id }) => members.get(id)?.map((each) => each.id) ?? []);
}

/**
 * Makes the function that assigns a resource to the unit of another one. A veth pair's unit
 * includes its source guard, which locks the port in the bridge, and its sysctls, which apply
 * before it goes up. A damaged packet filter is rebuilt, so its unit includes all policy that drops
 * packets.
 */
function unitAssignment(
  pending: readonly Resource[],
  current: ReadonlyMap<string, Resource>,
  isGivenUp: (id: string) => boolean,
): (resource: Resource) => string {
  const filter = pending.find(({ id, kind }) => kind === 'packet-filter' && current.has(id));
  const vethPairs = new Map(
    pending.filter(({ kind }) => kind === 'veth').map((each) => [each.attributes['name'], each.id]),
  );
  const ids = new Set(vethPairs.values());
  return (resource) => {
    const { id, kind, attributes, dependsOn = [] } = resource;
    const vethPair = kind === 'source-guard' ? vethPairs.get(attributes['interface']) : undefined;
    // A resource that failed by itself does not keep the rest of the filter from being rebuilt.
    const isLeftOut =
      id !== filter?.id && [id, ...dependsOn].some((on) => on !== filter?.id && isGivenUp(on));
    if (filter !== undefined && isClosing(resource) && !isLeftOut) {
      // A source guard locks a port, so it can be rebuilt only where its link exists.
      return vethPair === undefined || current.has(vethPair) ? filter.id : vethPair;
    }
    if (kind === 'sysctl') return dependsOn.find((on) => ids.has(on)) ?? id;
    return vethPair ?? id;
  };
}

/**
 * The candidates to observe again after a batch of units: the resources themselves, their
 * dependents and their dependencies. Pure. If there is a veth pair or policy among them, the whole
 * packet policy is included, since it can only be observed as a whole.
 */
export function relatedTo(batch: readonly Unit[], candidates: readonly Resource[]): Resource[] {
  const related = new Set(batch.flatMap(({ ids }) => ids));
  for (let size = -1; size < related.size; ) {
    size = related.size;
    for (const { id, dependsOn = [] } of candidates) {
      if (dependsOn.some((dependency) => related.has(dependency))) related.add(id);
    }
  }
  const byId = new Map(candidates.map((each) => [each.id, each]));
  // The iteration also visits the ids that are added during it.
  for (const id of related) {
    for (const dependency of byId.get(id)?.dependsOn ?? []) related.add(dependency);
  }
  const hasPolicy = candidates.some((each) => related.has(each.id) && touchesPolicy(each));
  return candidates.filter((each) => related.has(each.id) || (hasPolicy && isPacketPolicy(each)));
}

const touchesPolicy = (resource: Resource) => isPacketPolicy(resource) || resource.kind === 'veth';
