import type { Change, Resource } from '../resource/resource.js';
import { isSameJson } from './same-json.js';

/**
 * The changes that turn `current` into `desired`. Deletions come first, each resource before the
 * ones it depends on; then creations and updates, each resource after the ones it depends on.
 * Resources with the same id and equal attributes need no change. Pure.
 */
export function diff(current: readonly Resource[], desired: readonly Resource[]): Change[] {
  const is = indexOf(current);
  const shouldBe = indexOf(desired);
  const gone = current.filter(({ id }) => !shouldBe.has(id));
  const changed = desired.filter((after) => {
    const before = is.get(after.id);
    if (before === after) return false;
    return before === undefined || !isSameJson(before.attributes, after.attributes);
  });
  const deletions = ordered(gone, is)
    .reverse()
    .map((before): Change => ({ action: 'delete', before }));
  const additions = ordered(changed, shouldBe).map((after): Change => {
    const before = is.get(after.id);
    return before === undefined ? { action: 'create', after } : { action: 'update', before, after };
  });
  return [...deletions, ...additions];
}

/** `resources`, each after the ones it depends on; otherwise in the order given. Pure. */
export function inDependencyOrder(resources: readonly Resource[]): Resource[] {
  return ordered(resources, indexOf(resources));
}

function indexOf(resources: readonly Resource[]): ReadonlyMap<string, Resource> {
  return new Map(resources.map((resource) => [resource.id, resource]));
}

/** Some of the resources in `all`, in dependency order. They may depend on each other by any. */
function ordered(some: readonly Resource[], all: ReadonlyMap<string, Resource>): Resource[] {
  const wanted = new Set(some);
  const visited = new Set<Resource>();
  const visiting = new Set<Resource>();
  const visit = (resource: Resource): void => {
    // A cycle has no order; its resources stay in the order given.
    if (visited.has(resource) || visiting.has(resource)) return;
    visiting.add(resource);
    for (const id of resource.dependsOn ?? []) {
      const dependency = all.get(id);
      if (dependency !== undefined) visit(dependency);
    }
    visited.add(resource);
  };
  for (const resource of some) visit(resource);
  return [...visited].filter((resource) => wanted.has(resource));
}
