import { groupBy, type Json, type State } from '@vpcctl/sdk';
import {
  type Declared,
  exists,
  idOf,
  itemOf,
  labelOf,
  objectsOf,
  type PlacedObject,
  placeLabel,
  settingAt,
} from './declared.js';
import type { TopologyItem } from './request.js';
import type { WantedKey } from './wanted.js';

/** A setting that changes, and how in words. */
export type Setting = WantedKey & { readonly text: string };

/** An object that is new, or replaced. */
interface Fresh {
  readonly object: PlacedObject;
  readonly action: 'create' | 'replace';
  readonly text: string;
}

/** What a plan makes: the difference of the states before and after it. */
export interface Made {
  readonly ids: ReadonlySet<string>;
  readonly fresh: readonly Fresh[];
  /** What went along with what was deleted or replaced, and is named nowhere. */
  notes(named: ReadonlySet<string>): string[];
}

/** What is set at an object that is new is a part of its creation, and no change of its own. */
export function itemsOf({ fresh }: Made, settings: readonly Setting[]): TopologyItem[] {
  const isMade = new Set(
    fresh.flatMap(({ object: { of, place } }) => (of.level === null ? [] : [placeLabel(place)])),
  );
  const byPlace = groupBy(settings, ({ place }) => [placeLabel(place)]);
  const made = fresh.map(({ object, action, text }): TopologyItem => {
    const own = object.of.level === null ? [] : (byPlace.get(placeLabel(object.place)) ?? []);
    const parts = [text, ...own.map((setting) => setting.text)].filter((part) => part !== '');
    return { action, ...itemOf(object), text: parts.join('; ') };
  });
  const others = settings.filter(({ place }) => !isMade.has(placeLabel(place)));
  return [
    ...made,
    ...others.map(({ place, text }): TopologyItem => {
      return { action: 'change', ...settingAt(place), text };
    }),
  ];
}

/** Pure. */
export function difference(
  declared: Declared,
  before: State,
  after: State,
  replaced: ReadonlyMap<string, string>,
): Made {
  const old = new Map(objectsOf(declared, before).map((object) => [idOf(object), object]));
  const now = new Map(objectsOf(declared, after).map((object) => [idOf(object), object]));
  const isFresh = (id: string) => !old.has(id) || replaced.has(id);
  const fresh = [...now].flatMap(([id, object]): Fresh[] => {
    if (!isFresh(id)) return [];
    const why = replaced.get(id);
    if (why === undefined) return [{ object, action: 'create', text: textOf(after, object) }];
    return [{ object, action: 'replace', text: why }];
  });
  const lost = [...old].filter(([id]) => !now.has(id));
  return {
    ids: new Set([...now.keys()].filter(isFresh)),
    fresh,
    notes: (named) => {
      const along = [
        ...lost.filter(([id]) => !named.has(id)).map(([, object]) => labelOf(object)),
        ...lostSettings(declared, before, after, fresh),
      ];
      return along.length === 0 ? [] : [`goes along: ${along.join(', ')}`];
    },
  };
}

/** The settings that replaced objects, and those in them, had before. */
function lostSettings(
  declared: Declared,
  before: State,
  after: State,
  fresh: readonly Fresh[],
): string[] {
  const replaced = fresh.filter(({ action }) => action === 'replace').map(({ object }) => object);
  if (replaced.length === 0) return [];
  const isInside = ({ place }: PlacedObject) =>
    replaced.some(({ place: outer }) => outer.every((name, at) => name === place[at]));
  return objectsOf(declared, after)
    .filter((object) => object.of.level !== null && isInside(object))
    .flatMap(({ of, place }) =>
      declared.keys
        .filter(
          (key) =>
            key.level === of.level &&
            exists({ of, place }, before) &&
            key.read(before, place) !== undefined &&
            key.read(after, place) === undefined,
        )
        .map((key) => `${key.name} of ${placeLabel(place)}`),
    );
}

/** `10.0.1.0/24, public` */
function textOf(state: State, { of, place }: PlacedObject): string {
  const words = Object.values(of.read(state, place)).map(wordsOf);
  // The names of a member without a level are in its label already.
  return (of.level === null ? words.slice(1) : words).join(', ');
}

function wordsOf(value: Json): string {
  if (Array.isArray(value)) return value.map(wordsOf).join(' ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
