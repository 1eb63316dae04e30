import { isDeepStrictEqual } from 'node:util';
import type { Entry } from '@vpcctl/journal';
import type { Json, State } from '@vpcctl/sdk';
import { EMPTY_STATE } from '../model/evolve.js';
import type { Registry } from '../registry/registry.js';
import { walk } from './walk.js';

/** A member of a feature's slice that a change added, changed or removed. */
export interface MemberChange {
  /** The feature whose slice has it. */
  readonly slice: string;
  readonly key: string;
  /** Undefined where it did not exist. */
  readonly before: Json | undefined;
  /** Undefined where it no longer exists. */
  readonly after: Json | undefined;
}

/** What an applied change did to the state. */
export interface TrackPoint {
  readonly entry: Entry;
  readonly changes: readonly MemberChange[];
}

/**
 * What each applied change of a history did to the state, oldest first. Pure. All of it together,
 * up to some change, is the state at that change: who has it needs no further question to show the
 * network at any time.
 */
export function* trackOf(registry: Registry, entries: readonly Entry[]): Generator<TrackPoint> {
  let before = EMPTY_STATE;
  for (const { entry, state } of walk(registry, entries)) {
    yield { entry, changes: membersThatDiffer(before, state) };
    before = state;
  }
}

/** The members of slices that differ. States share what no change touched, so that is quick. Pure. */
export function membersThatDiffer(before: State, after: State): MemberChange[] {
  const slices = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...slices].flatMap((slice) => {
    const [was, is] = [before[slice], after[slice]];
    if (was === is) return [];
    const [old, now] = [membersOf(was), membersOf(is)];
    return [...new Set([...old.keys(), ...now.keys()])].flatMap((key) => {
      const [a, b] = [old.get(key), now.get(key)];
      return isDeepStrictEqual(a, b) ? [] : [{ slice, key, before: a, after: b }];
    });
  });
}

function membersOf(slice: Json | undefined): Map<string, Json> {
  if (slice === undefined) return new Map();
  const isRecord = typeof slice === 'object' && slice !== null && !Array.isArray(slice);
  return new Map(isRecord ? Object.entries(slice) : [['', slice]]);
}
