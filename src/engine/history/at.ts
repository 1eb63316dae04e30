import { type Entry, foldWhole, isOutcome } from '@vpcctl/journal';
import { inputError, type State } from '@vpcctl/sdk';
import { EMPTY_STATE, evolve } from '../model/evolve.js';
import { requireEntry } from '../model/plan-history.js';
import type { Registry } from '../registry/registry.js';
import type { PointInTime } from './moment.js';

/**
 * The world as of `moment`. Pure.
 * @throws VpcctlError as {@link entriesAt}; JournalError `JOURNAL_INCONSISTENT`
 */
export function stateAt(
  registry: Registry,
  entries: readonly Entry[],
  pointInTime: PointInTime,
): State {
  return foldWhole(entriesAt(entries, pointInTime), EMPTY_STATE, evolve(registry)).state;
}

/**
 * The beginning of a journal, up to `moment`. An entry stands for itself with its outcome; a time, for all up to the
 * last outcome that was written by then, whatever the clock did in between. Pure.
 * @throws VpcctlError `ENTRY_UNKNOWN`; `ENTRY_NOT_APPLIED`, where nothing came of the entry; `TIME_BEFORE_FIRST`
 */
export function entriesAt(entries: readonly Entry[], pointInTime: PointInTime): readonly Entry[] {
  switch (pointInTime.type) {
    case 'now':
      return entries;
    case 'seq':
      return pointInTime.seq === 0 ? [] : entries.slice(0, appliedAt(entries, pointInTime.seq));
    case 'time':
      return entries.slice(0, settledBy(entries, pointInTime.time));
  }
}

/** The number of the outcome of entry `seq`, or of the one that `seq` is the outcome of. */
function appliedAt(entries: readonly Entry[], seq: number): number {
  const entry = requireEntry(entries, seq);
  const outcome = isOutcome(entry)
    ? entry
    : entries.find((later) => isOutcome(later) && later.data.of === seq);
  if (outcome?.type === 'applied') return outcome.seq;
  throw inputError(
    'ENTRY_NOT_APPLIED',
    outcome === undefined
      ? `entry ${seq} has no outcome yet: its command is running, or was interrupted`
      : `entry ${seq} failed: nothing came of it`,
    `see what it is: vpcctl show @${isOutcome(entry) ? entry.data.of : seq}`,
    'the entries that were applied: vpcctl history',
  );
}

function settledBy(entries: readonly Entry[], time: number): number {
  const last = entries.findLast((entry) => isOutcome(entry) && Date.parse(entry.at) <= time);
  if (last !== undefined) return last.seq;
  const first = entries.find(isOutcome);
  throw inputError(
    'TIME_BEFORE_FIRST',
    first === undefined
      ? 'the journal is empty: there is no past to look at'
      : `nothing was done by ${iso(time)}: the first change was made at ${first.at}`,
    'see vpcctl history; 0 is before the first entry',
  );
}

/** Times beyond what a date can hold are shown as the number that they are. */
function iso(time: number): string {
  return Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : String(time);
}
