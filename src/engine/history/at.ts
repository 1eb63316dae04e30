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
 * The beginning of a journal, up to `moment`. A change stands for itself with its outcome; a time, for all up to the
 * last outcome that was written by then, whatever the clock did in between. Pure.
 * @throws VpcctlError `ENTRY_UNKNOWN`; `ENTRY_PENDING`, where it has no outcome yet; `TIME_BEFORE_FIRST`
 */
export function entriesAt(entries: readonly Entry[], pointInTime: PointInTime): readonly Entry[] {
  switch (pointInTime.type) {
    case 'now':
      return entries;
    case 'seq':
      return pointInTime.seq === 0 ? [] : entries.slice(0, settledAt(entries, pointInTime.seq));
    case 'time':
      return entries.slice(0, settledBy(entries, pointInTime.time));
  }
}

/** How many lines there are up to the outcome of change `seq`. */
function settledAt(entries: readonly Entry[], seq: number): number {
  requireEntry(entries, seq);
  const index = entries.findIndex((entry) => entry.seq === seq && isOutcome(entry));
  if (index >= 0) return index + 1;
  throw inputError(
    'ENTRY_PENDING',
    `entry ${seq} has no outcome yet: its command is running, or was interrupted`,
    `see what it is: vpcctl show @${seq}`,
    `before it: ${seq - 1}`,
  );
}

function settledBy(entries: readonly Entry[], time: number): number {
  const last = entries.findLastIndex((entry) => isOutcome(entry) && Date.parse(entry.at) <= time);
  if (last >= 0) return last + 1;
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
