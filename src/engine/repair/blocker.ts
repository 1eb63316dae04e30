import { type GuardedLink, isPacketPolicy, isPolicyBase, type Resource } from '@vpcctl/sdk';
import { isCorrect, type RepairState } from './state.js';
import type { Unit } from './units.js';

/**
 * The id of a resource that blocks a unit for now; null where the unit can be executed. Pure.
 * @param batch the ids of the resources that are executed together with the unit
 */
export function blockerOf(
  unit: Unit,
  batch: ReadonlySet<string>,
  state: RepairState,
): string | null {
  const isInBatch = (id: string) => batch.has(id) || unit.ids.includes(id);
  for (const id of unit.ids) {
    const blocker = unit.isRemoval
      ? findUser(id, isInBatch, state)
      : findMissingNeed(id, isInBatch, state);
    if (blocker !== undefined) return blocker;
  }
  return null;
}

/** An obsolete resource that depends on `id`, or that `id` protects: it has to be deleted first. */
function findUser(
  id: string,
  isInBatch: (id: string) => boolean,
  { current, desired, links }: RepairState,
): string | undefined {
  const resource = current.get(id);
  const user = [...current.values()].find(
    (each) =>
      !desired.has(each.id) &&
      !isInBatch(each.id) &&
      ((each.dependsOn ?? []).includes(id) ||
        (resource !== undefined && protects(resource, links.get(each.id)))),
  );
  return user?.id;
}

function protects(policy: Resource, link: GuardedLink | undefined): boolean {
  if (link === undefined || !isPacketPolicy(policy)) return false;
  return isPolicyBase(policy) || link.guards.includes(policy.id);
}

/** A dependency of `id` that does not exist, or a prerequisite that is not correct. */
function findMissingNeed(
  id: string,
  isInBatch: (id: string) => boolean,
  state: RepairState,
): string | undefined {
  const { current, desired } = state;
  const dependencies = desired.get(id)?.dependsOn ?? [];
  const isMissing = (need: string) => desired.has(need) && !current.has(need) && !isInBatch(need);
  const isWrong = (need: string) => !isCorrect(state, need) && !isInBatch(need);
  return dependencies.find(isMissing) ?? state.prerequisites.get(id)?.find(isWrong);
}
