import type { Resource } from '@vpcctl/sdk';
import { isPolicy } from './state.js';
import type { Unit } from './units.js';

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
  return candidates.filter((each) => related.has(each.id) || (hasPolicy && isPolicy(each)));
}

const touchesPolicy = (resource: Resource) => isPolicy(resource) || resource.kind === 'veth';
