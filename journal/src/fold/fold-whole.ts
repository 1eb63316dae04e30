import type { Entry } from '../entry/entry.js';
import { START } from '../entry/position.js';
import { type EvolveState, type Folded, foldEntries } from './fold.js';
import { changesAmong } from './history.js';
import { activeIntents, type Timeline, timeline } from './timeline.js';

/** The result of a fold of a whole journal, with the timeline that it followed. */
export interface WholeFold<S> extends Folded<S> {
  readonly timeline: Timeline;
}

/**
 * Folds all entries of a journal, or of its beginning: the intents in effect, in order. Pure.
 * @throws JournalError `JOURNAL_INCONSISTENT`
 */
export function foldWhole<S>(
  entries: readonly Entry[],
  initial: S,
  evolve: EvolveState<S>,
): WholeFold<S> {
  const nothing: Folded<null> = { state: null, pending: null, unconfirmed: null };
  const { pending, unconfirmed } = foldEntries(nothing, START.seq, entries, () => null);
  const of = timeline(entries);
  return {
    state: foldSelected(entries, activeIntents(of), initial, evolve),
    pending,
    unconfirmed,
    timeline: of,
  };
}

/**
 * The folds of two selections of changes, as {@link foldSelected} folds each. Pure. What both begin
 * with is folded once, so the two states share all that the rest does not change.
 */
export function foldForked<S>(
  entries: readonly Entry[],
  one: readonly number[],
  other: readonly number[],
  initial: S,
  evolve: EvolveState<S>,
): readonly [one: S, other: S] {
  const [first, second] = [inOrder(one), inOrder(other)];
  const forks = first.findIndex((seq, at) => seq !== second[at]);
  const shared = forks === -1 ? first.length : forks;
  const begin = foldSelected(entries, first.slice(0, shared), initial, evolve);
  const rest = (numbers: readonly number[]) =>
    foldSelected(entries, numbers.slice(shared), begin, evolve);
  return [rest(first), rest(second)];
}

const inOrder = (numbers: readonly number[]) => numbers.toSorted((one, other) => one - other);

/** The fold of the changes whose numbers are among `selected`, in the journal's order. Pure. */
export function foldSelected<S>(
  entries: readonly Entry[],
  selected: readonly number[],
  initial: S,
  evolve: EvolveState<S>,
): S {
  return changesAmong(entries, new Set(selected)).reduce(evolve, initial);
}
