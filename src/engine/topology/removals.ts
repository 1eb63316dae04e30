import type { State } from '@vpcctl/sdk';
import {
  type Declared,
  exists,
  idOf,
  itemOf,
  keyId,
  labelOf,
  objectsOf,
  type PlacedObject,
  placeLabel,
  settingAt,
} from './declared.js';
import { ownedKeys } from './ownership.js';
import type { TopologyItem, TopologyRequest } from './request.js';
import type { Step } from './steps.js';
import { idsOfKeys, type Wanted } from './wanted.js';

/** What has to go before a document is carried out. */
export interface Removals {
  readonly steps: readonly Step[];
  readonly items: readonly TopologyItem[];
  readonly notes: readonly string[];
  /** Why objects are replaced, by their ids. */
  readonly replaced: ReadonlyMap<string, string>;
  /** The ids of all objects whose removal is said already. */
  readonly named: ReadonlySet<string>;
}

/** What a document replaces, prunes or destroys. Pure. */
export function removalsOf(
  declared: Declared,
  state: State,
  request: TopologyRequest,
  wanted: Wanted,
): Removals {
  const there = new Map(objectsOf(declared, state).map((object) => [idOf(object), object]));
  if (request.action === 'destroy') return destroyed(there, wanted);
  const replaced = replacements(state, there, wanted);
  const pruned = request.prune ? prunable(declared, state, request, wanted, there) : NONE;
  const gone = [...replaced.keys(), ...pruned.objects];
  return {
    steps: [...stepsOf(there, gone), ...pruned.steps],
    items: [...deletions(there, pruned.objects), ...pruned.items],
    notes: pruned.notes,
    replaced,
    named: new Set(gone),
  };
}

type There = ReadonlyMap<string, PlacedObject>;

function destroyed(there: There, wanted: Wanted): Removals {
  const gone = wanted.objects.map(idOf).filter((id) => there.has(id));
  return {
    steps: stepsOf(there, gone),
    items: deletions(there, gone),
    notes: [],
    replaced: new Map(),
    named: new Set(gone),
  };
}

function replacements(state: State, there: There, { objects }: Wanted): Map<string, string> {
  return new Map(
    objects.flatMap((object): [string, string][] => {
      const id = idOf(object);
      if (!there.has(id)) return [];
      const why = object.of.differences(state, object.place, object.fields);
      return why.length === 0 ? [] : [[id, why.join('; ')]];
    }),
  );
}

/** The steps that delete objects; what is in an object that goes as a whole needs none. */
function stepsOf(there: There, ids: readonly string[]): Step[] {
  const objects = ids.flatMap((id) => there.get(id) ?? []);
  const tops = objects.filter(({ place }) => !objects.some((other) => isWithin(place, other)));
  return [...tops].reverse().map(({ of, place }) => ({
    path: [],
    requests: (state) => (exists({ of, place }, state) ? of.remove(state, place) : []),
  }));
}

function isWithin(place: readonly string[], { of, place: outer }: PlacedObject): boolean {
  return (
    of.level !== null &&
    outer.length < place.length &&
    outer.every((name, at) => name === place[at])
  );
}

function deletions(there: There, ids: readonly string[]): TopologyItem[] {
  return ids
    .flatMap((id) => there.get(id) ?? [])
    .map((object) => ({ action: 'delete', ...itemOf(object), text: '' }));
}

interface Prunable {
  readonly objects: readonly string[];
  readonly steps: readonly Step[];
  readonly items: readonly TopologyItem[];
  readonly notes: readonly string[];
}

const NONE: Prunable = { objects: [], steps: [], items: [], notes: [] };

/** What the topology owns and names no more. What holds something of another owner stays. */
function prunable(
  declared: Declared,
  state: State,
  { name }: TopologyRequest,
  wanted: Wanted,
  there: There,
): Prunable {
  if (name === null) return NONE;
  const owned = declared.record.ownedBy(state, name);
  const kept = new Set(wanted.objects.map(idOf));
  const loose = owned.objects.filter((id) => there.has(id) && !kept.has(id));
  const others = [...there].filter(([id]) => !loose.includes(id));
  const notes: string[] = [];
  const objects = loose.filter((id) => {
    const object = there.get(id);
    const inside = others.find(([, other]) => object && isWithin(other.place, object));
    if (object === undefined || inside === undefined) return true;
    notes.push(`${labelOf(object)} stays: it holds ${labelOf(inside[1])}, which is not of ${name}`);
    return false;
  });
  const named = idsOfKeys(wanted);
  const left = ownedKeys(declared, state, owned).filter(
    ({ key, place }) =>
      !named.has(keyId(place, key)) &&
      !objects.some((id) => {
        const object = there.get(id);
        return object !== undefined && (idEquals(object, place) || isWithin(place, object));
      }),
  );
  for (const { key, place, isUnchanged } of left) {
    if (isUnchanged) continue;
    notes.push(
      `${key.name} of ${placeLabel(place)} stays: it was changed after ${name} had set it`,
    );
  }
  const going = left.filter(({ isUnchanged }) => isUnchanged);
  return {
    objects,
    notes,
    steps: going.map(({ key, place }) => ({
      path: [],
      requests: (now: State) => key.requests(now, place, null),
    })),
    items: going.map(({ key, place }) => ({
      action: 'change' as const,
      ...settingAt(place),
      text: key.describe(state, place, null),
    })),
  };
}

function idEquals({ of, place }: PlacedObject, other: readonly string[]): boolean {
  return of.level !== null && place.join('/') === other.join('/');
}
