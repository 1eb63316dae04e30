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
  for (const entry of entries) if (isOutcome(entry)) outcomes.set(entry.data.of, entry);
  return entries
    .filter((entry) => !isOutcome(entry))
    .map((entry) => item(entry, outcomes.get(entry.seq)));
}

function item(entry: Entry, outcome: Outcome | undefined): HistoryItem {
  if (outcome === undefined) return { entry, outcome: 'pending', error: null, settledAt: null };
  const settledAt = outcome.at;
  if (outcome.type === 'applied') return { entry, outcome: 'applied', error: null, settledAt };
  const { error, interrupted } = outcome.data;
  return { entry, outcome: interrupted ? 'interrupted' : 'failed', error, settledAt };
}
