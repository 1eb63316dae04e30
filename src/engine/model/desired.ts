import type { Driver, Resource, State } from '@vpcctl/sdk';
import type { Registry } from '../registry/registry.js';
import { driversFor } from './drivers.js';
import { lower } from './lower.js';

/** What a state stands for: what should exist, and who makes it exist. */
export interface DesiredState {
  readonly resources: readonly Resource[];
  /** The drivers in use: of the backends at most one. */
  readonly drivers: readonly Driver[];
}

/**
 * The resources of a state and the drivers in use for it.
 * @throws VpcctlError as {@link lower}
 */
export function desiredStateOf(registry: Registry, state: State): DesiredState {
  return { resources: lower(registry, state), drivers: driversFor(registry, state) };
}
