import type { Driver, State } from '@vpcctl/sdk';
import { backendOf } from '../../features/backend/state.js';
import type { Registry } from '../registry/registry.js';

/** The drivers that are in use for a state: of several that serve the packet policy, the one that it names. */
export function driversFor({ drivers, backends }: Registry, state: State): readonly Driver[] {
  const name = backendOf(state);
  return drivers.filter((driver) => !backends.includes(driver) || driver.name === name);
}
