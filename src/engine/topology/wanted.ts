import type { Json, JsonObject, TopologyKey, TopologyLevel, TopologyPlace } from '@vpcctl/sdk';
import { type Declared, keyId, type PlacedObject } from './declared.js';

/** Keys and indexes that lead to a part of a document. */
export type Path = readonly (string | number)[];

/** An object that a document names. */
export interface WantedObject extends PlacedObject {
  /** Its own fields. */
  readonly fields: unknown;
  readonly path: Path;
}

/** A setting that a document names. */
export interface WantedKey {
  readonly key: TopologyKey;
  readonly place: TopologyPlace;
  readonly value: unknown;
  readonly path: Path;
}

/** All that a document names, parents before their members. */
export interface Wanted {
  readonly objects: readonly WantedObject[];
  readonly keys: readonly WantedKey[];
}

/** A document in which an object without anything, `web1:`, is an empty map. Pure. */
export function filled(declared: Declared, document: JsonObject): JsonObject {
  return fill('file', document);

  function fill(level: TopologyLevel, whole: JsonObject): JsonObject {
    const lists = new Map(
      declared.objects.filter(({ parent }) => parent === level).map((of) => [of.name, of.level]),
    );
    return Object.fromEntries(
      Object.entries(whole).map(([word, value]) => {
        const member = lists.get(word);
        if (member === undefined) return [word, value];
        if (value === null) return [word, member === null ? [] : {}];
        if (member === null || !isMap(value)) return [word, value];
        return [word, fillMembers(member, value)];
      }),
    );
  }

  function fillMembers(level: TopologyLevel, members: JsonObject): JsonObject {
    return Object.fromEntries(
      Object.entries(members).map(([name, value]): [string, Json] => {
        if (value === null) return [name, {}];
        return [name, isMap(value) ? fill(level, value) : value];
      }),
    );
  }
}

/** What a checked document names. Pure. */
export function wantedBy(declared: Declared, document: JsonObject): Wanted {
  const objects: WantedObject[] = [];
  const keys: WantedKey[] = [];
  visit('file', [], document, []);
  return { objects, keys };

  function visit(level: TopologyLevel, place: TopologyPlace, whole: JsonObject, path: Path): void {
    for (const key of declared.keys) {
      if (key.level !== level || whole[key.name] === undefined) continue;
      keys.push({ key, place, value: whole[key.name], path: [...path, key.name] });
    }
    for (const of of declared.objects) {
      const members = whole[of.name];
      if (of.parent !== level || typeof members !== 'object' || members === null) continue;
      for (const [name, member] of Object.entries(members)) {
        if (!isMap(member)) continue;
        const own = [...path, of.name, of.level === null ? Number(name) : name];
        const fields = ownFields(of, member);
        const names = of.identify?.(fields) ?? [...place, name];
        objects.push({ of, place: names, fields, path: own });
        if (of.level !== null) visit(of.level, names, member, own);
      }
    }
  }
}

function ownFields(of: WantedObject['of'], member: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(member).filter(([word]) => Object.hasOwn(of.fields.shape, word)),
  );
}

/** The settings that a document names, by their ids. */
export function idsOfKeys({ keys }: Wanted): Set<string> {
  return new Set(keys.map(({ place, key }) => keyId(place, key)));
}

function isMap(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
