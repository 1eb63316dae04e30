import { isDeepStrictEqual } from 'node:util';
import type { Entry } from '@vpcctl/journal';
import { type Change, diff, type Json, type State } from '@vpcctl/sdk';
import { ownValue } from '../../model/records.js';
import { type UnknownEvent, unknownInEither } from '../missing/unknown-events.js';
import { lower } from '../model/desired.js';
import { EMPTY_STATE } from '../model/evolve.js';
import type { Registry } from '../registry/registry.js';
import { beforeFirst, type PointInTime, stateAt } from './point-in-time.js';

/** The changes between two points in the history. */
export interface Difference {
  readonly changes: readonly Change[];
  /** The backends at both points, where they differ; null where none was chosen. */
  readonly backend: { readonly before: string | null; readonly after: string | null } | null;
  /**
   * Events in either state whose plugin isn't installed. Their resources are not among the
   * changes.
   */
  readonly unknown: readonly UnknownEvent[];
}

/**
 * The resource changes from one point in the history to another. Pure.
 * @throws VpcctlError as {@link stateAt}
 */
export function differenceBetween(
  registry: Registry,
  entries: readonly Entry[],
  from: PointInTime,
  to: PointInTime,
): Difference {
  // A time before the first change is no mistake here: it is a question for all changes.
  const at = (point: PointInTime): State =>
    beforeFirst(entries, point) ? EMPTY_STATE : stateAt(registry, entries, point);
  const [before, after] = [at(from), at(to)];
  const backend = { before: registry.backendOf(before), after: registry.backendOf(after) };
  return {
    changes: diff(lower(registry, before), lower(registry, after)),
    backend: backend.before === backend.after ? null : backend,
    unknown: unknownInEither(before, after),
  };
}

/**
 * A value of the state that was added (`before` is undefined), removed (`after` is), or changed.
 */
export interface StateChange {
  readonly path: readonly string[];
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

type JsonObject = { readonly [key: string]: Json };

/**
 * The differences between two states. Pure. A value that only one state has is listed as a whole; a
 * value that both have is listed by its smallest parts that differ. A missing slice counts as
 * empty.
 */
export function stateDifference(before: State, after: State): StateChange[] {
  const slices = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return slices.flatMap((name) => {
    const [was, is] = [ownValue(before, name), ownValue(after, name)];
    if (was === undefined) return differing([name], isObject(is) ? {} : was, is);
    return differing([name], was, is === undefined && isObject(was) ? {} : is);
  });
}

function differing(
  path: readonly string[],
  before: Json | undefined,
  after: Json | undefined,
): StateChange[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (!isObject(before) || !isObject(after)) return [{ path, before, after }];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) =>
    differing([...path, key], ownValue(before, key), ownValue(after, key)),
  );
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
