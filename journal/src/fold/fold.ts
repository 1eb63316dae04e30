import { type Entry, isOutcome, type Outcome } from '../entry/entry.js';
import { JournalError } from '../entry/error.js';
import type { Position } from '../entry/position.js';
import type { Tail } from '../store/journal.js';

/** What a fold of entries gives. */
export interface Folded<S> {
  readonly state: S;
  /** An intent that has no outcome yet; it is not in `state`. */
  readonly pending: Entry | null;
}

/** What a fold of the journal up to `position` gives. */
export interface Projection<S> extends Folded<S> {
  readonly position: Position;
}

/** How an intent that was applied changes the state. Pure. */
export type EvolveState<S> = (state: S, intent: Entry) => S;

/**
 * Folds what was read after `projection.position`. Pure: folding in pieces is the same as folding at once. An
 * intent waits for its outcome: `applied` evolves the state with it, `failed` drops it.
 * @throws JournalError `JOURNAL_INCONSISTENT`, naming the entry, when entries are missing, an intent comes while
 *   another waits, or an outcome is not that of the one that waits
 */
export function fold<S>(
  projection: Projection<S>,
  { entries, end }: Pick<Tail, 'entries' | 'end'>,
  evolve: EvolveState<S>,
): Projection<S> {
  const { state, pending } = foldEntries(projection, projection.position.seq, entries, evolve);
  return { state, position: end, pending };
}

/** As {@link fold}, of the entries that follow entry `seq`. */
export function foldEntries<S>(
  before: Folded<S>,
  seq: number,
  entries: readonly Entry[],
  evolve: EvolveState<S>,
): Folded<S> {
  let { state, pending } = before;
  let last = seq;
  for (const entry of entries) {
    if (isOutcome(entry)) {
      const intent = settled(entry, pending);
      if (entry.type === 'applied') state = evolve(state, intent);
      pending = null;
    } else if (pending !== null) {
      throw inconsistent(entry, `is an intent, and entry ${pending.seq} has no outcome yet`);
    } else if (entry.seq !== last + 1) {
      throw inconsistent(entry, `follows entry ${last}`);
    } else {
      pending = entry;
      last = entry.seq;
    }
  }
  return { state, pending };
}

/** The intent that `outcome` is about, which must be the one that waits. */
function settled(outcome: Outcome, pending: Entry | null): Entry {
  if (pending?.seq === outcome.seq) return pending;
  const waiting = pending === null ? 'no intent waits for one' : `entry ${pending.seq} waits`;
  throw inconsistent(outcome, `has an outcome (${outcome.type}), but ${waiting}`);
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
