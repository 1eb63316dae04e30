import type { Change, Resource } from '../resource/resource.js';
import { isSameJson } from './same-json.js';

/**
 * The changes that turn `current` into `desired`. Deletions come first, each resource before the
 * ones it depends on; then creations and updates, each resource after the ones it depends on.
 * Resources with the same id and equal attributes need no change. Pure.
 */
export function diff(current: readonly Resource[], desired: readonly Resource[]): Change[] {
  const is = new Map(current.map((resource) => [resource.id, resource]));
  const shouldBe = new Set(desired.map((resource) => resource.id));
  const deletions = inDependencyOrder(current)
    .reverse()
    .filter((before) => !shouldBe.has(before.id))
    .map((before): Change => ({ action: 'delete', before }));
  const additions = inDependencyOrder(desired).flatMap((after): Change[] => {
    const before = is.get(after.id);
    if (before === undefined) return [{ action: 'create', after }];
    if (isSameJson(before.attributes, after.attributes)) return [];
    return [{ action: 'update', before, after }];
  });
  return [...deletions, ...additions];
}

/** `resources`, each after the ones it depends on; otherwise in the order given. Pure. */
export function inDependencyOrder(resources: readonly Resource[]): Resource[] {
  const byId = new Map(resources.map((resource) => [resource.id, resource]));
  const ordered = new Set<Resource>();
  const visiting = new Set<string>();
  const visit = (resource: Resource): void => {
    // A cycle has no order; its resources stay in the order given.
    if (ordered.has(resource) || visiting.has(resource.id)) return;
    visiting.add(resource.id);
    for (const id of resource.dependsOn ?? []) {
      const dependency = byId.get(id);
      if (dependency !== undefined) visit(dependency);
    }
    ordered.add(resource);
  };
  for (const resource of resources) visit(resource);
  return [...ordered];
}
