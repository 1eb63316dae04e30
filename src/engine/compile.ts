import { type Change, changedResource, type HostCommand } from '@vpcctl/sdk';
import type { Registry } from './registry.js';

/** The host commands for `changes`: each driver compiles those of its kinds, in the order given. */
export function compile(registry: Registry, changes: readonly Change[]): HostCommand[] {
  return registry.drivers.flatMap((driver) => {
    const own = changes.filter((change) => driver.kinds.includes(changedResource(change).kind));
    return own.length === 0 ? [] : driver.compile(own);
  });
}
