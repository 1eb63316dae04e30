import type { Resource } from '@vpcctl/sdk';
import { isPolicy } from './scene.js';
import type { Unit } from './units.js';

/**
 * The candidates that one has to look at to know what a batch of units has changed: the resources themselves, what stands
 * on them and what they stand on. The packet policy, which links have a part in, is only seen as a whole. Pure.
 */
export function around(batch: readonly Unit[], candidates: readonly Resource[]): Resource[] {
  const near = new Set(batch.flatMap(({ ids }) => ids));
  for (let size = -1; size < near.size; ) {
    size = near.size;
    for (const { id, dependsOn = [] } of candidates) {
      if (dependsOn.some((on) => near.has(on))) near.add(id);
    }
  }
  const byId = new Map(candidates.map((each) => [each.id, each]));
  // A set is read on while it grows.
  for (const id of near) for (const on of byId.get(id)?.dependsOn ?? []) near.add(on);
  const isGuarded = candidates.some((each) => near.has(each.id) && touchesPolicy(each));
  return candidates.filter((each) => near.has(each.id) || (isGuarded && isPolicy(each)));
}

const touchesPolicy = (resource: Resource) => isPolicy(resource) || resource.kind === 'veth';
