import { type Resource, type State, VpcctlError } from '@vpcctl/sdk';
import type { Registry } from './registry.js';

/**
 * The resources that a state stands for, of all features.
 * @throws VpcctlError `RESOURCE_TWICE` when two features want a thing of the same id;
 * `DRIVER_MISSING` when nothing serves its kind
 */
export function lower(registry: Registry, state: State): Resource[] {
  const resources = registry.features.flatMap((feature) => feature.lower(state));
  const seen = new Set<string>();
  for (const { id, kind } of resources) {
    registry.driver(kind);
    if (seen.has(id)) {
      throw new VpcctlError(`two features want the resource ${id}`, {
        code: 'RESOURCE_TWICE',
        category: 'internal',
      });
    }
    seen.add(id);
  }
  return resources;
}
