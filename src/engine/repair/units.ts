import {
  changedResource,
  diff,
  inDependencyOrder,
  isClosing,
  isPacketPolicy,
  isPolicyBase,
  type Resource,
} from '@vpcctl/sdk';
import type { RepairState } from './state.js';

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
export function unitsOf(state: RepairState): Unit[] {
  const { current, desired } = state;
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
    ...groupsOf(pending, state).map((ids) => ({ ids, isRemoval: false })),
  ];
}

/** Groups the resources to create or update into units, in the order of their dependencies. */
function groupsOf(pending: readonly Resource[], state: RepairState): readonly string[][] {
  const unitOf = unitAssignment(pending, state);
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
 * Makes the function that assigns a resource to the unit of another one. A link's unit includes the
 * settings of its port. A damaged packet filter is rebuilt, so its unit includes all policy that
 * drops packets.
 */
function unitAssignment(
  pending: readonly Resource[],
  { current, links, isGivenUp }: RepairState,
): (resource: Resource) => string {
  const filter = pending.find((each) => isPolicyBase(each) && current.has(each.id));
  const linkOf = new Map(
    pending.flatMap(({ id }) =>
      (links.get(id)?.settings ?? []).map((setting) => [setting, id] as const),
    ),
  );
  // A port can be locked only where its link exists, in its bridge.
  const isPort = (link: string) => {
    const observed = current.get(link);
    return observed !== undefined && links.get(link)?.isPort(observed) === true;
  };
  return (resource) => {
    const { id, dependsOn = [] } = resource;
    const link = linkOf.get(id);
    // A resource that failed by itself does not keep the rest of the filter from being rebuilt.
    const isLeftOut =
      id !== filter?.id && [id, ...dependsOn].some((on) => on !== filter?.id && isGivenUp(on));
    if (filter !== undefined && isClosing(resource) && !isLeftOut) {
      return link === undefined || isPort(link) ? filter.id : link;
    }
    return link ?? id;
  };
}

/**
 * The candidates to observe again after a batch of units: the resources themselves, their
 * dependents and their dependencies. Pure. If there is a link or policy among them, the whole packet
 * policy is included, since it can only be observed as a whole.
 */
export function relatedTo(
  batch: readonly Unit[],
  candidates: readonly Resource[],
  links: RepairState['links'],
): Resource[] {
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
  const hasPolicy = candidates.some(
    (each) => related.has(each.id) && (isPacketPolicy(each) || links.has(each.id)),
  );
  return candidates.filter((each) => related.has(each.id) || (hasPolicy && isPacketPolicy(each)));
}
