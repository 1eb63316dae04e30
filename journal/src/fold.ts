import { type Entry, isOutcome } from './entry.js';
import { JournalError } from './error.js';
import { advance, type Position } from './position.js';

/** What a fold of the journal up to `position` gives. */
export interface Projection<S> {
  readonly state: S;
  readonly position: Position;
  /** An intent that has no outcome yet; it is not in `state`. */
  readonly pending: Entry | null;
}

/** How an intent that was applied changes the state. Pure. */
export type EvolveState<S> = (state: S, intent: Entry) => S;

/**
 * Folds the entries that follow `projection.position`. Pure: folding in pieces is the same as folding at once. An
 * intent waits for its outcome: `applied` evolves the state with it, `failed` drops it.
 * @throws JournalError `JOURNAL_INCONSISTENT`, naming the entry, when entries are missing, an intent comes while
 *   another waits, or an outcome is not that of the one that waits
 */
export function fold<S>(
  projection: Projection<S>,
  entries: readonly Entry[],
  evolve: EvolveState<S>,
): Projection<S> {
  return entries.reduce((before, entry) => step(before, entry, evolve), projection);
}

function step<S>(before: Projection<S>, entry: Entry, evolve: EvolveState<S>): Projection<S> {
  const { state, pending } = before;
  if (entry.seq !== before.position.seq + 1) {
    throw inconsistent(entry, `follows entry ${before.position.seq}`);
  }
  const position = advance(before.position, entry);
  if (!isOutcome(entry)) {
    if (pending === null) return { state, position, pending: entry };
    throw inconsistent(entry, `is an intent, and entry ${pending.seq} has no outcome yet`);
  }
  if (pending?.seq !== entry.data.of) {
    const waiting = pending === null ? 'no intent waits for one' : `entry ${pending.seq} waits`;
    throw inconsistent(entry, `is the outcome of entry ${entry.data.of}, but ${waiting}`);
  }
  const next = entry.type === 'applied' ? evolve(state, pending) : state;
  return { state: next, position, pending: null };
}

function inconsistent(entry: Entry, what: string): JournalError {
  return new JournalError(`the journal contradicts itself: entry ${entry.seq} ${what}`, {
    code: 'JOURNAL_INCONSISTENT',
    category: 'journal',
    hints: [
      'put back a copy of the journal from a backup; vpcctl changes nothing until it is whole',
    ],
  });
}
