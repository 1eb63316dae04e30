import {
  type Change,
  diff,
  isVpcctlError,
  type Operation,
  type Resource,
  type VpcctlError,
} from '@vpcctl/sdk';
import { compileSteps, dropUnreachable, followUpOf, stepsBetween } from '../model/compile.js';
import type { DesiredState } from '../model/desired.js';
import { blockerOf } from './blocker.js';
import { execute, noteFailure, type Progress, refresh } from './progress.js';
import { rollBackUnit } from './roll-back-unit.js';
import { relatedTo, type Unit, unitsOf } from './units.js';

/** Units to execute together, and the ids of the resources that wait. */
interface Batch {
  readonly units: readonly Unit[];
  readonly waiting: ReadonlySet<string>;
}

/**
 * Executes all units that are not blocked, in batches. The units of a batch that fails are tried
 * again in batches half as large. A unit that fails alone is rolled back and given up.
 */
export async function applyUnits(progress: Progress): Promise<void> {
  const { candidates, failed, links, request } = progress;
  // Kept by unit, so it ends: a failure may damage the packet filter, whose repair then succeeds.
  const limits = new Map<string, number>();
  for (;;) {
    const batch = nextBatch(progress, limits);
    const [unit] = batch.units;
    if (unit === undefined) return;
    const error = await executeBatch(progress, batch);
    if (error === null) continue;
    await noteFailure(progress, error);
    const related = relatedTo(batch.units, candidates, links);
    const before = [...progress.current.values()];
    await refresh(progress, related);
    const half = Math.ceil(batch.units.length / 2);
    for (const id of batch.units.flatMap(({ ids }) => ids)) limits.set(id, half);
    if (batch.units.length > 1) {
      progress.changes.push(...reached(before, progress));
      continue;
    }
    for (const id of unit.ids) failed.set(id, error);
    const rollback = rollBackUnit(unit, progress.initial, progress, request.desired.drivers);
    await execute(progress, rollback);
    await refresh(progress, related);
  }
}

/** The changes that a batch made before it failed, and that stay. */
function reached(before: readonly Resource[], { current, desired }: Progress): Change[] {
  return diff(before, [...current.values()]).filter((change) => {
    if (change.action === 'delete') return !desired.has(change.before.id);
    const wanted = desired.get(change.after.id);
    return wanted !== undefined && diff([change.after], [wanted]).length === 0;
  });
}

/** @param limits how large the batch of a resource may be, by its id; without one there is none */
function nextBatch(progress: Progress, limits: ReadonlyMap<string, number>): Batch {
  const batch: Unit[] = [];
  const ids = new Set<string>();
  const units = unitsOf(progress);
  let limit = Number.POSITIVE_INFINITY;
  for (const unit of units) {
    if (unit.ids.some(progress.isGivenUp)) continue;
    if (blockerOf(unit, ids, progress) !== null) continue;
    limit = Math.min(limit, ...unit.ids.map((id) => limits.get(id) ?? limit));
    if (batch.length >= limit) break;
    batch.push(unit);
    for (const id of unit.ids) ids.add(id);
  }
  const waiting = units.flatMap((unit) => unit.ids).filter((id) => !ids.has(id));
  return { units: batch, waiting: new Set(waiting) };
}

async function executeBatch(progress: Progress, batch: Batch): Promise<VpcctlError | null> {
  const { current, desired, known, request } = progress;
  const { units, waiting } = batch;
  const { drivers } = request.desired;
  const before = [...current.values()].filter(({ id }) => !waiting.has(id));
  const after = request.desired.resources.filter(({ id }) => !waiting.has(id));
  const steps = stepsBetween(drivers, before, after);
  const commands = compileOrError(request.desired, steps);
  if (isVpcctlError(commands)) return commands;
  const deletes = steps.flat().filter(({ action }) => action === 'delete');
  progress.attemptedDeletes.push(...deletes);
  const isWhole = waiting.size === 0 && !progress.hasFailure;
  const change = { changes: steps.flat(), known, desired: after };
  const following = isWhole ? followUpOf(drivers, change) : [];
  const error = await execute(progress, [...commands, ...following]);
  if (error !== null) return error;
  progress.changes.push(...diff(before, after));
  for (const id of units.flatMap(({ ids }) => ids)) {
    const resource = desired.get(id);
    if (resource === undefined) current.delete(id);
    else current.set(id, resource);
  }
  if (isWhole) {
    progress.initial = new Map(current);
    progress.attemptedDeletes = [];
  }
  return null;
}

/** Compiles steps; returns the error where a plugin's driver can't compile them. */
function compileOrError(
  desired: DesiredState,
  steps: readonly (readonly Change[])[],
): readonly Operation[] | VpcctlError {
  try {
    return dropUnreachable(desired, compileSteps(desired.drivers, steps));
  } catch (error) {
    if (isVpcctlError(error)) return error;
    throw error;
  }
}
