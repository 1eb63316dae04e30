import {
  type Change,
  changedResource,
  type Driver,
  diff,
  type HostCommand,
  type Resource,
} from '@vpcctl/sdk';
import { flushCommands } from './conntrack-flush.js';
import type { DesiredState } from './desired.js';
import { withoutRecreated } from './recreate.js';

/** The host commands for `changes`: each driver compiles those of its kinds, in the order given. */
export function compile(drivers: readonly Driver[], changes: readonly Change[]): HostCommand[] {
  return drivers.flatMap((driver) => {
    const own = changes.filter((change) => driver.kinds.includes(changedResource(change).kind));
    return own.length === 0 ? [] : driver.compile(own);
  });
}

/** The same for what a driver has that is not in use any more: it goes when all that takes its place stands. */
export function retire(drivers: readonly Driver[], changes: readonly Change[]): HostCommand[] {
  return compile(drivers, changes).map((command) => ({ ...command, phase: 'cleanup' }));
}

/**
 * The host commands that lead from one world to another. A driver that is in use in both makes the changes; one that
 * comes into use makes all that there shall be of its kinds, and then one that goes out of use takes away all that
 * it has made. Cables that lead elsewhere go first, with all that is about them, and then come as new ones do.
 */
export function compileStep(before: DesiredState, after: DesiredState): HostCommand[] {
  const steps = stepsBetween(before.resources, after.resources);
  const changes = steps.flat();
  const stays = (driver: Driver) => before.drivers.includes(driver);
  const all = diff([], after.resources);
  const gone = before.drivers.filter((driver) => !after.drivers.includes(driver));
  return [
    ...compileSteps(after.drivers.filter(stays), steps),
    ...compile(
      after.drivers.filter((driver) => !stays(driver)),
      all,
    ),
    ...flushCommands(changes, [...before.resources, ...after.resources], after.resources),
    ...retire(gone, diff(before.resources, [])),
  ];
}

/** The same for steps that are made one after the other. */
export function compileSteps(
  drivers: readonly Driver[],
  steps: readonly (readonly Change[])[],
): HostCommand[] {
  return steps.flatMap((changes) => compile(drivers, changes));
}

/** The changes from one to the other: in two steps where cables are made anew, which go in the first and come in the second. */
export function stepsBetween(
  before: readonly Resource[],
  after: readonly Resource[],
): readonly (readonly Change[])[] {
  const kept = withoutRecreated(before, after);
  return kept === before ? [diff(before, after)] : [diff(before, kept), diff(kept, after)];
}
