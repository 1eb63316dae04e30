import { type Entry, foldWhole, isOutcome } from '@vpcctl/journal';
import { inputError, type State, type VpcctlError } from '@vpcctl/sdk';
import { EMPTY_STATE, evolve } from '../model/evolve.js';
import { requireEntry } from '../model/plan-history.js';
import type { Registry } from '../registry/registry.js';

/** A point in the history: right after an entry, at a time (milliseconds since 1970), or now. */
export type PointInTime =
  | { readonly type: 'seq'; readonly seq: number }
  | { readonly type: 'time'; readonly time: number }
  | { readonly type: 'now' };

const UNITS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const ISO = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?)?$/;

/**
 * Parses a point in the history: `7` or `@7` (an entry; 0 is before the first), a time as
 * {@link parseTime} reads it, or `now`. Pure.
 * @param now milliseconds since 1970
 * @throws VpcctlError `POINT_IN_TIME_INVALID`
 */
export function parsePointInTime(text: string, now: number): PointInTime {
  if (text === 'now') return { type: 'now' };
  const seq = /^@?(\d{1,15})$/.exec(text)?.[1];
  if (seq !== undefined) return { type: 'seq', seq: Number(seq) };
  const time = timeOf(text, now);
  if (time === null) throw invalid(text, 'neither an entry nor a time', 'an entry: 7');
  return { type: 'time', time };
}

/**
 * Parses a time: ISO 8601 (`2026-11-23`, `2026-11-23 14:05`), in the local time zone unless it
 * names one, or an age (`90s`, `30m`, `2h`, `3d`, `1w`). Pure.
 * @param now milliseconds since 1970
 * @returns milliseconds since 1970
 * @throws VpcctlError `POINT_IN_TIME_INVALID`
 */
export function parseTime(text: string, now: number): number {
  const time = timeOf(text, now);
  if (time === null) throw invalid(text, 'not a time');
  return time;
}

function timeOf(text: string, now: number): number | null {
  const [, count, unit = ''] = /^(\d{1,9})([smhdw])$/.exec(text) ?? [];
  if (count !== undefined) return now - Number(count) * (UNITS[unit] ?? 0);
  if (!ISO.test(text)) return null;
  // JavaScript reads a date without a time of day as UTC.
  const time = Date.parse(text.length === 10 ? `${text}T00:00` : text.replace(' ', 'T'));
  return Number.isNaN(time) ? null : time;
}

function invalid(text: string, what: string, ...hints: string[]): VpcctlError {
  return inputError(
    'POINT_IN_TIME_INVALID',
    `${JSON.stringify(text)} is ${what}`,
    ...hints,
    'a time: 2026-11-23 14:05, 2026-11-23T14:05:09Z; how long ago: 30m, 2h, 3d',
  );
}

/**
 * The state at a point in the history. Pure.
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
 * The beginning of a journal, up to a point in the history. Pure. The point of a change includes
 * its outcome. The point of a time is the last outcome written by then, even if the clock was set
 * back.
 * @throws VpcctlError `ENTRY_UNKNOWN`; `ENTRY_PENDING` where the change has no outcome yet;
 *   `TIME_BEFORE_FIRST`
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

/** The number of lines up to the outcome of change `seq`. */
function settledAt(entries: readonly Entry[], seq: number): number {
  requireEntry(entries, seq);
  const index = entries.findIndex((entry) => entry.seq === seq && isOutcome(entry));
  if (index >= 0) return index + 1;
  throw inputError(
    'ENTRY_PENDING',
    `entry ${seq} has no outcome yet: its command is running, or was interrupted`,
    `see that entry: vpcctl show @${seq}`,
    `the point before it: ${seq - 1}`,
  );
}

function settledBy(entries: readonly Entry[], time: number): number {
  const last = entries.findLastIndex((entry) => isOutcome(entry) && Date.parse(entry.at) <= time);
  if (last >= 0) return last + 1;
  const first = entries.find(isOutcome);
  throw inputError(
    'TIME_BEFORE_FIRST',
    first === undefined
      ? 'the journal is empty: it has no past'
      : `there was no change by ${iso(time)} (UTC): the first change was made at ${first.at}`,
    'see vpcctl history; 0 is before the first entry',
  );
}

/** A time as ISO 8601; as a plain number where it is out of the range of a date. */
function iso(time: number): string {
  return Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : String(time);
}

/** Drops a change at the end that has no outcome yet: it is running, or was interrupted. Pure. */
export function withoutPending(entries: readonly Entry[]): readonly Entry[] {
  return entries.slice(0, entries.findLastIndex(isOutcome) + 1);
}

/** Whether a point is a time before the first change of a journal that has one. Pure. */
export function beforeFirst(entries: readonly Entry[], pointInTime: PointInTime): boolean {
  if (pointInTime.type !== 'time') return false;
  const first = entries.find(isOutcome);
  return first !== undefined && Date.parse(first.at) > pointInTime.time;
}
