import type { Resource } from '../contract/resource.js';

/** `resources` with each behind what it depends on; otherwise in the order given. */
export function inDependencyOrder(resources: readonly Resource[]): Resource[] {
  const byId = new Map(resources.map((resource) => [resource.id, resource]));
  const ordered = new Set<Resource>();
  const visiting = new Set<string>();
  const visit = (resource: Resource): void => {
    // A cycle can't be ordered; it is left as it stands.
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
