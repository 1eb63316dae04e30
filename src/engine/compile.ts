import { type Change, changedResource, type Driver, diff, type HostCommand } from '@vpcctl/sdk';
import { endConnections } from './ended.js';
import { withoutRemade } from './remade.js';
import type { World } from './world.js';

/** The host commands for `changes`: each driver compiles those of its kinds, in the order given. */
export function compile(drivers: readonly Driver[], changes: readonly Change[]): HostCommand[] {
  return drivers.flatMap((driver) => {
    const own = changes.filter((change) => driver.kinds.includes(changedResource(change).kind));
    return own.length === 0 ? [] : driver.compile(own);
  });
}

/** The same for what a driver has that is not in use any more: it goes when all that takes its place stands. */
export function retire(drivers: readonly Driver[], changes: readonly Change[]): HostCommand[] {
  return compile(drivers, changes).map((command) => ({ ...command, phase: 'retire' }));
}

/**
 * The host commands that lead from one world to another. A driver that is in use in both makes the changes; one that
 * comes into use makes all that there shall be of its kinds, and then one that goes out of use takes away all that
 * it has made. Cables that lead elsewhere go first, with all that is about them, and then come as new ones do.
 */
export function compileStep(before: World, after: World): HostCommand[] {
  const resources = withoutRemade(before.resources, after.resources);
  if (resources === before.resources) return compileChanges(before, after);
  const kept = { ...before, resources };
  return [...compileChanges(before, kept), ...compileChanges(kept, after)];
}

function compileChanges(before: World, after: World): HostCommand[] {
  const stays = (driver: Driver) => before.drivers.includes(driver);
  const changes = diff(before.resources, after.resources);
  const all = diff([], after.resources);
  const gone = before.drivers.filter((driver) => !after.drivers.includes(driver));
  return [
    ...after.drivers.flatMap((driver) => compile([driver], stays(driver) ? changes : all)),
    ...endConnections(changes, [...before.resources, ...after.resources], after.resources),
    ...retire(gone, diff(before.resources, [])),
  ];
}
