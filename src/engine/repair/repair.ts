import { diff } from '@vpcctl/sdk';
import { applyUnits } from './apply-units.js';
import { blockerOf } from './blocker.js';
import { followUpRepair, retireIdleBackends, rollBackUnfinishedUnits } from './clean-up.js';
import { type Drift, distinct } from './drift.js';
import { findObsoleteNotOurs } from './not-ours.js';
import {
  type Missing,
  noteFailure,
  type Progress,
  type RepairRequest,
  refresh,
  startProgress,
} from './progress.js';
import { unitsOf } from './units.js';

/** The changes that a repair made, and the parts that it could not fix. */
export interface Repaired extends Drift {
  readonly missing: readonly Missing[];
}

/**
 * A recreated resource may lose settings that depend on it. The second pass observes the host again
 * and restores them.
 */
const PASSES = 2;

/**
 * Makes the host match the desired state, whatever it has. First it executes all changes at once.
 * If that fails it tries ever smaller parts, until it knows which resources can't be fixed. These
 * and their dependents are left as they are. No link goes up without its packet policy, and
 * resources that are correct are not touched.
 * @throws VpcctlError `HOST_INTERRUPTED`; the error that `onFirstFailure` throws
 */
export async function repair(request: RepairRequest): Promise<Repaired> {
  const { host, desired, otherStates = [] } = request;
  const known = [desired, ...otherStates].flatMap(({ resources }) => resources);
  const all = distinct(known);
  const notOurs = await findObsoleteNotOurs(host, desired, all);
  const candidates = all.filter((candidate) => !notOurs.includes(candidate));
  const progress = startProgress(request, known, candidates);
  await refresh(progress, candidates);
  progress.initial = new Map(progress.current);
  for (const error of progress.unobservable.values()) await noteFailure(progress, error);
  // Mostly the host is as it should be.
  if (hasDrift(progress)) await changeHost(progress);
  await retireIdleBackends(progress);
  const { changes, commands, hasFailure } = progress;
  return { changes, commands, notOurs, missing: hasFailure ? findMissing(progress) : [] };
}

function hasDrift({ current, desired, unobservable }: Progress): boolean {
  return unobservable.size > 0 || diff([...current.values()], [...desired.values()]).length > 0;
}

async function changeHost(progress: Progress): Promise<void> {
  for (let pass = 1; pass <= PASSES; pass += 1) {
    const before = progress.commands.length;
    await applyUnits(progress);
    if (progress.commands.length === before && !progress.hasFailure) break;
    if (pass < PASSES || progress.hasFailure) await refresh(progress, progress.candidates);
  }
  if (progress.hasFailure) await rollBackUnfinishedUnits(progress);
  await followUpRepair(progress);
}

function findMissing(progress: Progress): Missing[] {
  const { desired, failed, unobservable, otherFailures, isGivenUp } = progress;
  const incorrect = unitsOf(progress).flatMap((unit): Missing[] => {
    const id = unit.ids.find(isGivenUp);
    const error = id === undefined ? null : (failed.get(id) ?? unobservable.get(id) ?? null);
    const because = error === null ? blockerOf(unit, new Set(), progress) : null;
    return error === null && because === null ? [] : [{ what: unit.ids, error, because }];
  });
  const unseen = [...unobservable]
    .filter(([id]) => !desired.has(id))
    .map(([id, error]) => ({ what: [id], error, because: null }));
  return [...incorrect, ...unseen, ...otherFailures];
}
