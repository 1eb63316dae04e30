import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '@vpcctl/journal';

/** How many repairs are kept that found something. */
const KEPT = 200;
/** Of such a repair, how many changes are named. */
const NAMED = 20;
/** The longest line that is kept of a change or of a failure, in characters. */
const LONGEST = 300;

/** A time at which the host was made to match the journal. */
export interface RepairRecord {
  /** Grows by one from one repair that found something to the next. */
  readonly number: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** How many changes were made because the host did not match. */
  readonly count: number;
  /** The first of them, a line each. */
  readonly changes: readonly string[];
  /** What could not be fixed, and why: a line for each cause. */
  readonly failures: readonly string[];
}

/** The repairs of this host, newest last. */
export interface RepairRecords {
  /** The last one, also where there was nothing to do; null before the first. */
  readonly last: Omit<RepairRecord, 'number'> | null;
  /** Those that found something. */
  readonly found: readonly RepairRecord[];
}

const NONE: RepairRecords = { last: null, found: [] };

/**
 * What replay, repair and the watcher found. It is a fact of this host and no decision, so it is
 * beside the journal; where it cannot be read, nothing is known.
 * @param directory the state directory
 */
export function readRepairs(directory: string): RepairRecords {
  try {
    const value: unknown = JSON.parse(readFileSync(repairsFile(directory), 'utf8'));
    return isRecords(value) ? value : NONE;
  } catch {
    return NONE;
  }
}

/** The file of the repairs, which is replaced by each of them. */
export function repairsFile(directory: string): string {
  return join(directory, 'repairs.json');
}

/** Adds a repair. The caller holds the journal's lock. A file that cannot be written is left. */
export function writeRepair(directory: string, repair: Omit<RepairRecord, 'number'>): void {
  const text = `${JSON.stringify(withRepair(readRepairs(directory), repair))}\n`;
  try {
    replaceFile(repairsFile(directory), text, { isDurable: false });
  } catch {
    // The record is an extra: the host is as it should be all the same.
  }
}

/** The records with one more; the oldest go, and long lines are cut. Pure. */
export function withRepair(
  { found }: RepairRecords,
  { at, count, changes, failures }: Omit<RepairRecord, 'number'>,
): RepairRecords {
  const cut = (lines: readonly string[]) =>
    lines.slice(0, NAMED).map((line) => line.slice(0, LONGEST));
  const last = { at, count, changes: cut(changes), failures: cut(failures) };
  if (count === 0 && failures.length === 0) return { last, found };
  const before = found.at(-1);
  // A failure that goes on is one finding: the watcher looks again and again.
  const isSame =
    count === 0 && before?.count === 0 && before.failures.join() === last.failures.join();
  if (isSame) return { last, found };
  const number = (before?.number ?? 0) + 1;
  return { last, found: [...found, { number, ...last }].slice(-KEPT) };
}

function isRecords(value: unknown): value is RepairRecords {
  return (
    value instanceof Object &&
    'last' in value &&
    (value.last === null || isRepair(value.last)) &&
    'found' in value &&
    Array.isArray(value.found) &&
    value.found.every(
      (each) => isRepair(each) && 'number' in each && Number.isSafeInteger(each.number),
    )
  );
}

function isRepair(value: unknown): value is object {
  return (
    value instanceof Object &&
    'at' in value &&
    typeof value.at === 'string' &&
    !Number.isNaN(Date.parse(value.at)) &&
    'count' in value &&
    Number.isSafeInteger(value.count) &&
    'changes' in value &&
    isTexts(value.changes) &&
    'failures' in value &&
    isTexts(value.failures)
  );
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
