import type { Resource } from '@vpcctl/sdk';

/** `ids`, with the ids of all resources that depend on one of them, directly or through others. */
export function withDependents(
  ids: Iterable<string>,
  resources: readonly Resource[],
): ReadonlySet<string> {
  const all = new Set(ids);
  if (all.size === 0) return all;
  for (let before = -1; all.size > before; ) {
    before = all.size;
    for (const { id, dependsOn = [] } of resources) {
      if (dependsOn.some((dependency) => all.has(dependency))) all.add(id);
    }
  }
  return all;
}
