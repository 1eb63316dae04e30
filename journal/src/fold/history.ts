import {
  type ChangeEntry,
  type Entry,
  isOutcome,
  type Outcome,
  type RecordedError,
} from '../entry/entry.js';

/** An intent with its outcome. */
export interface HistoryItem {
  readonly entry: Entry;
  /** `interrupted`: it failed because its command was killed or the power failed. */
  readonly outcome: 'applied' | 'failed' | 'interrupted' | 'pending';
  readonly error: RecordedError | null;
  /** When the outcome was written (ISO 8601, UTC); null while it is pending. */
  readonly settledAt: string | null;
}

/**
 * The intents among `entries`, in order, each with its outcome. Outcomes without intent are left
 * out.
 */
export function history(entries: readonly Entry[]): HistoryItem[] {
  const outcomes = new Map<number, Outcome>();
  for (const entry of entries) if (isOutcome(entry)) outcomes.set(entry.seq, entry);
  return entries
    .filter((entry) => !isOutcome(entry))
    .map((entry) => item(entry, outcomes.get(entry.seq)));
}

/** The intent of change `seq`, if there is one. Pure. */
export function intentWith(entries: readonly Entry[], seq: number): Entry | undefined {
  const is = (entry: Entry | undefined) => entry?.seq === seq && !isOutcome(entry);
  // In a whole journal each earlier change has two entries.
  const expected = entries[2 * (seq - 1)];
  return is(expected) ? expected : entries.find(is);
}

/** The changes whose numbers are among `selected`, in the journal's order. Pure. */
export function changesAmong(
  entries: readonly Entry[],
  selected: ReadonlySet<number>,
): ChangeEntry[] {
  return entries.filter((entry) => entry.type === 'change').filter(({ seq }) => selected.has(seq));
}

/** The number of the last change; 0 where there is none. Pure. */
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
