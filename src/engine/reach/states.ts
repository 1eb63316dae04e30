import {
  activeIntents,
  changesAmong,
  type Entry,
  eventsOf,
  intentWith,
  isOutcome,
  timeline,
} from '@vpcctl/journal';
import { RENAMED, type State } from '@vpcctl/sdk';
import { EMPTY_STATE, evolve } from '../model/evolve.js';
import type { Registry } from '../registry/registry.js';
import { type RenameAt, renamesIn } from './keys.js';

/** An applied change: the state after it is a point of the history. */
export interface Point {
  readonly entry: Entry;
  /** The number of lines of the journal up to its outcome. */
  readonly length: number;
}

/**
 * The points of a history, oldest first. Pure. Point n is the state after the nth applied change;
 * point 0 is the state before the first.
 */
export function pointsOf(entries: readonly Entry[]): Point[] {
  return entries.flatMap((outcome, index) => {
    const entry = isOutcome(outcome) ? intentWith(entries, outcome.seq) : undefined;
    return outcome.type === 'applied' && entry !== undefined ? [{ entry, length: index + 1 }] : [];
  });
}

/** The state after the first `count` of some selection of intents. */
interface Checkpoint {
  readonly selected: readonly number[];
  readonly count: number;
  readonly state: State;
}

/** How many checkpoints a fold of the whole history leaves. */
const CHECKPOINTS = 32;

/**
 * Folds the states at the points of a history, as `--at` shows them. Checkpoints are kept, so a
 * further point folds only the intents that differ: few where it is near, or came by an undo.
 */
export function createStates(
  registry: Registry,
  entries: readonly Entry[],
  points: readonly Point[],
): (point: number) => State {
  const stride = Math.max(1, Math.ceil(points.length / CHECKPOINTS));
  let checkpoints: readonly Checkpoint[] = [{ selected: [], count: 0, state: EMPTY_STATE }];
  return (point) => {
    const prefix = entries.slice(0, points[point - 1]?.length ?? 0);
    const selected = activeIntents(timeline(prefix));
    const fitting = checkpoints.filter((each) => begins(selected, each));
    const start = fitting.reduce((a, b) => (b.count > a.count ? b : a));
    let { state } = start;
    const made: Checkpoint[] = [];
    for (const [index, seq] of selected.entries()) {
      const entry = intentWith(prefix, seq);
      if (index < start.count || entry?.type !== 'change') continue;
      state = evolve(registry)(state, entry);
      const count = index + 1;
      if (count % stride === 0) made.push({ selected, count, state });
    }
    checkpoints = [...checkpoints, ...made, { selected, count: selected.length, state }];
    return state;
  };
}

/** The renames in effect at the points of a history. Pure. */
export function createRenames(
  registry: Registry,
  entries: readonly Entry[],
  points: readonly Point[],
): (point: number) => readonly RenameAt[] {
  // Mostly there are none.
  const all = entries.filter((entry) => eventsOf(entry).some(({ type }) => type === RENAMED));
  if (all.length === 0) return () => [];
  return (point) => {
    const prefix = entries.slice(0, points[point - 1]?.length ?? 0);
    const selected = new Set(activeIntents(timeline(prefix)));
    return renamesIn(registry, changesAmong(all, selected));
  };
}

/** Whether a selection begins with the intents that a checkpoint has folded. */
function begins(selected: readonly number[], { selected: folded, count }: Checkpoint): boolean {
  if (count > selected.length) return false;
  // From the end, since selections usually differ there.
  for (let i = count - 1; i >= 0; i -= 1) if (selected[i] !== folded[i]) return false;
  return true;
}
