import type { Json, JsonObject, State, TopologyLevel, TopologyPlace } from '@vpcctl/sdk';
import type { Registry } from '../registry/registry.js';
import { type Declared, declaredBy, labelOf } from './declared.js';

/** A state as a topology, and what it has that a topology can't have. */
export interface ExportedTopology {
  readonly document: JsonObject;
  /** In words: `instance shop/web/ci1: an attached namespace`. */
  readonly leftOut: readonly string[];
}

/**
 * A state as a topology: applying it changes nothing, and on an empty host it builds the same
 * resources. Pure.
 * @param only the names of the VPCs that are wanted; null: all
 */
export function exportTopology(
  registry: Registry,
  state: State,
  only: readonly string[] | null = null,
): ExportedTopology {
  const declared = declaredBy(registry);
  const leftOut: string[] = [];
  const isWanted = (place: TopologyPlace, isAlone: boolean) =>
    only === null || (isAlone ? place : place.slice(0, 1)).every((name) => only.includes(name));
  return { document: exportAt('file', []), leftOut };

  function exportAt(level: TopologyLevel, place: TopologyPlace): JsonObject {
    const whole: Record<string, Json> = {};
    for (const key of declared.keys) {
      const value = key.level === level ? key.read(state, place) : undefined;
      if (value !== undefined) whole[key.name] = value;
    }
    for (const of of declared.objects.filter(({ parent }) => parent === level)) {
      const places = of.list(state, place).filter((each) => includes(of, each));
      if (places.length > 0) whole[of.name] = membersAt(of, places);
    }
    return whole;
  }

  function membersAt(of: Declared['objects'][number], places: readonly TopologyPlace[]): Json {
    const { level } = of;
    if (level === null) return places.map((each) => of.read(state, each));
    return Object.fromEntries(
      places.map((each) => [
        each.at(-1) ?? '',
        { ...of.read(state, each), ...exportAt(level, each) },
      ]),
    );
  }

  function includes(of: Declared['objects'][number], place: TopologyPlace): boolean {
    if (!isWanted(place, of.level === null)) return false;
    const why = of.leftOut?.(state, place) ?? null;
    if (why !== null) leftOut.push(`${labelOf({ of, place })}: ${why}`);
    return why === null;
  }
}
