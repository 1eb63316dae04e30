import {
  type AppliedChange,
  type Change,
  changedResource,
  type Driver,
  diff,
  linkOf,
  type Operation,
  type Resource,
} from '@vpcctl/sdk';
import type { DesiredState } from './desired.js';
import { withoutRecreated } from './recreate.js';

/**
 * The operations for `changes`: each driver compiles its own kinds, in the order given. Pure.
 */
export function compile(drivers: readonly Driver[], changes: readonly Change[]): Operation[] {
  return drivers.flatMap((driver) => {
    const own = changes.filter((change) => driver.kinds.includes(changedResource(change).kind));
    return own.length === 0 ? [] : driver.compile(own);
  });
}

/**
 * The operations that delete what a driver made that is no longer in use. They run in the phase
 * `cleanup`, when the objects of its successor exist. Pure.
 */
export function retire(drivers: readonly Driver[], changes: readonly Change[]): Operation[] {
  return compile(drivers, changes).map((operation) => ({ ...operation, phase: 'cleanup' }));
}

/**
 * The operations that lead from one desired state to another. Pure. A driver that both states
 * use makes the changes. A driver that only `after` uses makes all resources of its kinds, and then
 * a driver that only `before` uses deletes all that it has made. A resource that its driver can't
 * update in place is deleted first, with its dependents, and then created like a new one.
 * @param changes the difference between the resources of the two, where it is known
 * @param inForce all resources that are in force afterwards, where `after` has a part of them
 */
export function compileStep(
  before: DesiredState,
  after: DesiredState,
  changes?: readonly Change[],
  inForce?: AppliedChange['inForce'],
): Operation[] {
  const steps = stepsBetween(after.drivers, before.resources, after.resources, changes);
  const stays = (driver: Driver) => before.drivers.includes(driver);
  const fresh = after.drivers.filter((driver) => !stays(driver));
  const gone = before.drivers.filter((driver) => !after.drivers.includes(driver));
  return [
    ...compileSteps(after.drivers.filter(stays), steps),
    // Mostly there is no such driver, and no need to go through all resources.
    ...(fresh.length === 0 ? [] : compile(fresh, diff([], after.resources))),
    ...followUp(before, after, steps.flat(), inForce),
    ...(gone.length === 0 ? [] : retire(gone, diff(before.resources, []))),
  ];
}

/**
 * The operations that follow a change besides those of its resources (`Driver.afterChange`). Pure.
 * @param changes the changes between the two states
 * @param inForce all resources that are in force afterwards, where `after` has a part of them
 */
export function followUp(
  before: DesiredState,
  after: DesiredState,
  changes: readonly Change[] = stepsBetween(
    after.drivers,
    before.resources,
    after.resources,
  ).flat(),
  inForce?: AppliedChange['inForce'],
): Operation[] {
  const known = [...before.resources, ...after.resources];
  const desired = after.resources;
  return followUpOf(after.drivers, {
    ...{ changes, known, desired },
    ...(inForce && { inForce }),
  });
}

/** The operations that `drivers` want after a change. Pure. */
export function followUpOf(drivers: readonly Driver[], change: AppliedChange): Operation[] {
  return drivers.flatMap((driver) => driver.afterChange?.(change) ?? []);
}

/** The operations for several lists of changes, one list after the other. Pure. */
export function compileSteps(
  drivers: readonly Driver[],
  steps: readonly (readonly Change[])[],
): Operation[] {
  return steps.flatMap((changes) => compile(drivers, changes));
}

/**
 * The changes from `before` to `after`, as one step, or as two where resources are recreated: the
 * first step deletes such a resource, the second creates it again. Pure.
 */
export function stepsBetween(
  drivers: readonly Driver[],
  before: readonly Resource[],
  after: readonly Resource[],
  changes?: readonly Change[],
): readonly (readonly Change[])[] {
  const kept = withoutRecreated(drivers, before, after);
  return kept === before
    ? [changes ?? diff(before, after)]
    : [diff(before, kept), diff(kept, after)];
}

/**
 * Drops the operations on links that can't exist: those into attached namespaces that are gone.
 * Pure.
 */
export function dropUnreachable(
  { drivers, resources }: DesiredState,
  operations: readonly Operation[],
): readonly Operation[] {
  return withoutLinks(operations, unreachableLinks(drivers, resources));
}

/** The links of `resources` that can't exist on this host. */
export function unreachableLinks(
  drivers: readonly Driver[],
  resources: readonly Resource[],
): ReadonlySet<string> {
  const links = drivers.flatMap((driver) => driver.unreachable?.(resources) ?? []);
  return new Set(links.map(({ link }) => link));
}

/** Drops the operations on some links of the host's own namespace. Pure. */
export function withoutLinks(
  operations: readonly Operation[],
  links: ReadonlySet<string>,
): readonly Operation[] {
  if (links.size === 0) return operations;
  return operations.filter((operation) => {
    const link = linkOf(operation);
    return link === null || operation.namespace !== null || !links.has(link);
  });
}
