import type { Driver, Resource } from '@vpcctl/sdk';

/**
 * `before` minus the resources that have to be recreated to become what `after` says
 * (`Driver.replaces`), minus their dependents. Pure.
 * @returns `before` itself where nothing is recreated
 */
export function withoutRecreated(
  drivers: readonly Driver[],
  before: readonly Resource[],
  after: readonly Resource[],
): readonly Resource[] {
  const gone = new Set(drivers.flatMap((driver) => driver.replaces?.(before, after) ?? []));
  if (gone.size === 0) return before;
  for (let size = -1; size < gone.size; ) {
    size = gone.size;
    for (const { id, dependsOn = [] } of before) {
      if (dependsOn.some((dependency) => gone.has(dependency))) gone.add(id);
    }
  }
  return before.filter(({ id }) => !gone.has(id));
}
