import { type Entry, isOutcome, type Outcome, type RecordedError } from '../entry/entry.js';

/** An intent and how it ended. */
export interface HistoryItem {
  readonly entry: Entry;
  /** `interrupted`: it failed because its command was killed or the power went. */
  readonly outcome: 'applied' | 'failed' | 'interrupted' | 'pending';
  readonly error: RecordedError | null;
  /** When the outcome was written; null while it is pending. */
  readonly settledAt: string | null;
}

/** The intents among `entries`, in order, each with its outcome. An outcome whose intent is not there is left out. */
export function history(entries: readonly Entry[]): HistoryItem[] {
  const outcomes = new Map<number, Outcome>();
  for (const entry of entries) if (isOutcome(entry)) outcomes.set(entry.seq, entry);
  return entries
    .filter((entry) => !isOutcome(entry))
    .map((entry) => item(entry, outcomes.get(entry.seq)));
}

/** The intent of change `seq`. In a whole journal each change before it has two entries. */
export function intentWith(entries: readonly Entry[], seq: number): Entry | undefined {
  const is = (entry: Entry | undefined) => entry?.seq === seq && !isOutcome(entry);
  const there = entries[2 * (seq - 1)];
  return is(there) ? there : entries.find(is);
}

/** The intents whose `seq` is among `selected`, in the journal's order. */
export function intentsAmong(entries: readonly Entry[], selected: ReadonlySet<number>): Entry[] {
  return entries.filter((entry) => selected.has(entry.seq) && !isOutcome(entry));
}

/** The number of the last change; 0 where there is none. */
export function lastSeq(entries: readonly Entry[]): number {
  return entries.at(-1)?.seq ?? 0;
}

function item(entry: Entry, outcome: Outcome | undefined): HistoryItem {
  if (outcome === undefined) return { entry, outcome: 'pending', error: null, settledAt: null };
  const settledAt = outcome.at;
  if (outcome.type === 'applied') return { entry, outcome: 'applied', error: null, settledAt };
  const { error, interrupted } = outcome.data;
  return { entry, outcome: interrupted ? 'interrupted' : 'failed', error, settledAt };
}
