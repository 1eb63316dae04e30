import { hash } from 'node:crypto';
import { canonicalJson } from '@vpcctl/journal';
import type { Json, OwnedByTopology, State, TopologyKey, TopologyPlace } from '@vpcctl/sdk';
import { type Declared, idOf, keyId, objectsOf } from './declared.js';

/** A hash of a setting's value, by which a change by another command is noticed. Pure. */
export function hashOfValue(value: Json): string {
  return hash('sha256', canonicalJson(value)).slice(0, 16);
}

/** A setting that a topology owns, as it is now. */
export interface OwnedKey {
  readonly key: TopologyKey;
  readonly place: TopologyPlace;
  /** Whether its value is still the one that the topology gave it. */
  readonly isUnchanged: boolean;
}

/** The settings that a topology owns and that a state has. Pure. */
export function ownedKeys(declared: Declared, state: State, owned: OwnedByTopology): OwnedKey[] {
  const named = objectsOf(declared, state).map(({ of, place }) => ({ level: of.level, place }));
  const file = { level: 'file', place: [] } as const;
  return [file, ...named].flatMap(({ level, place }) =>
    declared.keys.flatMap((key) => {
      // Levels may have a word in common: `forward` of a subnet, and of an instance.
      const recorded = key.level === level ? owned.keys[keyId(place, key)] : undefined;
      const value = recorded === undefined ? undefined : key.read(state, place);
      if (value === undefined) return [];
      return [{ key, place, isUnchanged: hashOfValue(value) === recorded }];
    }),
  );
}

/**
 * What a topology owns after it was applied: what it owned and what it made, as far as it is there.
 * Pure.
 * @param made the ids of the objects that it created
 * @param set the settings that it changed
 */
export function ownedAfter(
  declared: Declared,
  state: State,
  before: OwnedByTopology,
  made: ReadonlySet<string>,
  set: readonly Pick<OwnedKey, 'key' | 'place'>[],
): OwnedByTopology {
  const owns = new Set([...before.objects, ...made]);
  const objects = objectsOf(declared, state)
    .map(idOf)
    .filter((id) => owns.has(id));
  const kept = ownedKeys(declared, state, before);
  const keys = [...kept, ...set].flatMap(({ key, place }): [string, string][] => {
    const id = keyId(place, key);
    const value = key.read(state, place);
    if (value === undefined) return [];
    const isSet = set.some((each) => keyId(each.place, each.key) === id);
    return [[id, isSet ? hashOfValue(value) : (before.keys[id] ?? hashOfValue(value))]];
  });
  return { objects, keys: Object.fromEntries(keys) };
}
