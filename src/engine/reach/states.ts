import {
  type Entry,
  effective,
  foldSelected,
  history,
  isOutcome,
  isTimeEntry,
  timeline,
} from '@vpcctl/journal';
import type { State } from '@vpcctl/sdk';
import { EMPTY_STATE, evolve } from '../evolve.js';
import type { Registry } from '../registry.js';

/** A change that was applied: the world after it is a point of the history. */
export interface Point {
  readonly entry: Entry;
  /** How many entries of the journal there are up to its outcome. */
  readonly length: number;
}

/** The points of a history, oldest first. Point n is the world after the nth; 0 is before the first. Pure. */
export function pointsOf(entries: readonly Entry[]): Point[] {
  const ends = new Map(
    entries.filter(isOutcome).map((outcome) => [outcome.data.of, outcome.seq] as const),
  );
  return history(entries).flatMap(({ entry, outcome }) => {
    const length = ends.get(entry.seq);
    return outcome === 'applied' && length !== undefined ? [{ entry, length }] : [];
  });
}

/**
 * The world at the points of a history, as `--at` sees it. What was folded is kept: from one point to a later one only
 * what lies between is, unless an undo, redo or revert is among that.
 */
export function createStates(
  registry: Registry,
  entries: readonly Entry[],
  points: readonly Point[],
): (point: number) => State {
  const known = new Map<number, State>([[0, EMPTY_STATE]]);
  /** For each point the last one up to it that is about others; 0 where there is none. */
  const lastTime: number[] = [0];
  for (const [index, { entry }] of points.entries()) {
    lastTime.push(isTimeEntry(entry) ? index + 1 : (lastTime[index] ?? 0));
  }
  return (point) => {
    const base = Math.max(-1, ...[...known.keys()].filter((at) => at <= point));
    const start = known.get(base);
    const isStraight = start !== undefined && base >= (lastTime[point] ?? 0);
    const state = isStraight
      ? points
          .slice(base, point)
          .reduce((before, { entry }) => evolve(registry)(before, entry), start)
      : foldPrefix(registry, entries.slice(0, points[point - 1]?.length ?? 0));
    known.set(point, state);
    return state;
  };
}

function foldPrefix(registry: Registry, prefix: readonly Entry[]): State {
  return foldSelected(prefix, effective(timeline(prefix)), EMPTY_STATE, evolve(registry));
}
