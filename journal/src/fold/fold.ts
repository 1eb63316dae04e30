import {
  type ChangeEntry,
  type Entry,
  isOutcome,
  type Outcome,
  type Unconfirmed,
} from '../entry/entry.js';
import { inconsistent } from '../entry/error.js';
import type { Position } from '../entry/position.js';
import type { Tail } from '../store/journal.js';

/** The result of a fold. */
export interface Folded<S> {
  readonly state: S;
  /**
   * The intent that has no outcome yet, which `state` does not contain; null where there is none.
   */
  readonly pending: Entry | null;
  /** The change that awaits its confirmation: always the last one that was applied. */
  readonly unconfirmed: Unconfirmed | null;
}

/** The result of a fold of the journal up to `position`. */
export interface Projection<S> extends Folded<S> {
  readonly position: Position;
}

/** How a change that was applied changes the state, by all its events in order. Pure. */
export type EvolveState<S> = (state: S, change: ChangeEntry) => S;

/**
 * Folds the entries that follow `projection.position`. Pure: a fold in pieces equals one fold of
 * all. An intent waits for its outcome: `applied` evolves the state with a change, `failed` drops
 * it. No change is made on an unconfirmed one, so the next that is applied confirms it or rolls it
 * back. An undo, redo or revert needs the whole journal, so `foldWhole` follows those.
 * @throws JournalError `JOURNAL_INCONSISTENT`, naming the entry, where entries are missing, an
 *   intent follows one without an outcome, or an outcome does not belong to the waiting intent
 */
export function fold<S>(
  projection: Projection<S>,
  { entries, end }: Pick<Tail, 'entries' | 'end'>,
  evolve: EvolveState<S>,
): Projection<S> {
  const folded = foldEntries(projection, projection.position.seq, entries, evolve);
  return { ...folded, position: end };
}

/** As {@link fold}, for the entries that follow entry `seq`. */
export function foldEntries<S>(
  before: Folded<S>,
  seq: number,
  entries: readonly Entry[],
  evolve: EvolveState<S>,
): Folded<S> {
  let { state, pending, unconfirmed } = before;
  let last = seq;
  for (const entry of entries) {
    if (isOutcome(entry)) {
      const intent = settled(entry, pending);
      if (entry.type === 'applied') {
        if (intent.type === 'change') state = evolve(state, intent);
        const { confirmBy } = entry.data;
        unconfirmed = confirmBy === undefined ? null : { seq: entry.seq, deadline: confirmBy };
      }
      pending = null;
    } else if (pending !== null) {
      throw inconsistent(
        `entry ${entry.seq} is an intent, and entry ${pending.seq} has no outcome yet`,
      );
    } else if (entry.seq !== last + 1) {
      throw inconsistent(`entry ${entry.seq} follows entry ${last}`);
    } else {
      pending = entry;
      last = entry.seq;
    }
  }
  return { state, pending, unconfirmed };
}

/** The intent that `outcome` belongs to, which has to be the waiting one. */
function settled(outcome: Outcome, pending: Entry | null): Entry {
  if (pending?.seq === outcome.seq) return pending;
  const waiting = pending === null ? 'no intent waits for one' : `entry ${pending.seq} waits`;
  throw inconsistent(`entry ${outcome.seq} has an outcome (${outcome.type}), but ${waiting}`);
}
