import { isDeepStrictEqual } from 'node:util';
import type { Entry } from '@vpcctl/journal';
import { type Change, diff, type Json, type State } from '@vpcctl/sdk';
import { backendOf } from '../../features/backend/state.js';
import { unknownIntents } from '../model/evolve.js';
import { lower } from '../model/lower.js';
import type { Registry } from '../registry/registry.js';
import { stateAt } from './at.js';
import type { PointInTime } from './moment.js';

/** What changed between two points in the history. */
export interface Difference {
  readonly changes: readonly Change[];
  /** The driver of the packet policy at both, where it is not the same; null where none was chosen. */
  readonly backend: { readonly before: string | null; readonly after: string | null } | null;
  /** Intents of plugins that aren't installed have part in it: what they stand for is not among the changes. */
  readonly foreign: readonly string[];
}

/**
 * What changed from one point in the history to another, as resources. Pure.
 * @throws VpcctlError as {@link stateAt}
 */
export function differenceBetween(
  registry: Registry,
  entries: readonly Entry[],
  from: PointInTime,
  to: PointInTime,
): Difference {
  const [before, after] = [stateAt(registry, entries, from), stateAt(registry, entries, to)];
  const backend = { before: backendOf(before), after: backendOf(after) };
  return {
    changes: diff(lower(registry, before), lower(registry, after)),
    backend: backend.before === backend.after ? null : backend,
    foreign: [...new Set([...unknownIntents(before), ...unknownIntents(after)])],
  };
}

/** A value of the state that came (`before` is undefined), went (`after` is), or changed. */
export interface StateChange {
  readonly path: readonly string[];
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

type JsonObject = { readonly [key: string]: Json };

/**
 * What differs between two states: the largest parts that are only in one, the smallest that are in both. A slice that
 * is missing is as good as an empty one. Pure.
 */
export function stateDifference(before: State, after: State): StateChange[] {
  const slices = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return slices.flatMap((name) => {
    const [was, is] = [own(before, name), own(after, name)];
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
  return keys.flatMap((key) => differing([...path, key], own(before, key), own(after, key)));
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `constructor` is a fine name for a VPC. */
function own(value: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}
