import {
  changedResource,
  type Driver,
  diff,
  isPacketPolicy,
  isVpcctlError,
  type VpcctlError,
} from '@vpcctl/sdk';
import { followUpOf } from '../model/compile.js';
import { findLeftovers, idleBackends } from './drift.js';
import { execute, noteFailure, type Progress, refresh } from './progress.js';
import { rollBackUnit } from './roll-back-unit.js';
import { isCorrect } from './state.js';
import { unitsOf } from './units.js';

/** Rolls back units that a large batch began, and that were left out later. */
export async function rollBackUnfinishedUnits(progress: Progress): Promise<void> {
  const { candidates, initial, request } = progress;
  const rollbacks = unitsOf(progress)
    .filter(({ isRemoval }) => !isRemoval)
    .map((unit) => rollBackUnit(unit, initial, progress, request.desired.drivers))
    .filter((commands) => commands.length > 0);
  for (const commands of rollbacks) await execute(progress, commands);
  if (rollbacks.length > 0) await refresh(progress, candidates);
}

/**
 * Does what follows the changes of a repair, such as to end connections that the policy no longer
 * allows. It runs once, by the policy that really is in force.
 */
export async function followUpRepair(progress: Progress): Promise<void> {
  const { current, desired, initial, known, request } = progress;
  const changes = diff([...initial.values()], [...current.values()]);
  const deletes = progress.attemptedDeletes.filter((change) => {
    const { id } = changedResource(change);
    return !current.has(id) || desired.has(id);
  });
  const inForce = request.desired.resources.filter(({ id }) => isCorrect(progress, id));
  const change = { changes: [...changes, ...deletes], known, desired: inForce };
  const following = followUpOf(request.desired.drivers, change);
  const error = await execute(progress, following);
  if (error === null) return;
  await noteOtherFailure(progress, [...new Set(following.map(({ why }) => why))], error);
}

/** Deletes the objects of idle backends, once the policy of the backend in use is correct. */
export async function retireIdleBackends(progress: Progress): Promise<void> {
  const { registry, desired } = progress.request;
  const isProtected = desired.resources.every(
    (each) => !isPacketPolicy(each) || isCorrect(progress, each.id),
  );
  if (!isProtected) return;
  for (const driver of idleBackends(registry.backends, desired)) {
    const error = await retireBackend(progress, driver);
    const what = [`the leftovers of the backend ${driver.name}`];
    if (error !== null) await noteOtherFailure(progress, what, error);
  }
}

async function retireBackend(progress: Progress, driver: Driver): Promise<VpcctlError | null> {
  try {
    const { host } = progress.request;
    const { changes, commands } = await findLeftovers(driver, host, progress.candidates);
    const error = await execute(progress, commands);
    if (error === null) progress.changes.push(...changes);
    return error;
  } catch (error) {
    if (!isVpcctlError(error)) throw error;
    return error;
  }
}

async function noteOtherFailure(
  progress: Progress,
  what: readonly string[],
  error: VpcctlError,
): Promise<void> {
  await noteFailure(progress, error);
  progress.otherFailures.push({ what, error, because: null });
}
