import {
  type State,
  TOPOLOGY_LEVELS,
  type TopologyKey,
  type TopologyLevel,
  type TopologyObjects,
  type TopologyPlace,
  type TopologyRecord,
  VpcctlError,
} from '@vpcctl/sdk';
import type { Registry } from '../registry/registry.js';

/** All lists and keys that the installed features declare. */
export interface Declared {
  /** Parents come before their members. */
  readonly objects: readonly TopologyObjects[];
  readonly keys: readonly TopologyKey[];
  readonly record: TopologyRecord;
}

/** An object of a state, or of a file. */
export interface PlacedObject {
  readonly of: TopologyObjects;
  readonly place: TopologyPlace;
}

/**
 * Collects what the features declare of topology files. Pure.
 * @throws VpcctlError `TOPOLOGY_CLASH` where two features have the same word
 */
export function declaredBy(registry: Registry): Declared {
  const parts = registry.features.flatMap(({ topology }) => topology ?? []);
  const objects = parts.flatMap((part) => part.objects ?? []);
  const keys = parts.flatMap((part) => part.keys ?? []);
  const seen = new Set<string>();
  const words = [
    ...objects.map(({ parent, name }) => `${name} of a ${parent}`),
    ...keys.map(({ level, name }) => `${name} of a ${level}`),
  ];
  for (const word of words) {
    if (seen.has(word)) throw clash(word);
    seen.add(word);
  }
  const depth = ({ parent }: TopologyObjects) => TOPOLOGY_LEVELS.indexOf(parent);
  const record = parts.find((part) => part.record !== undefined)?.record;
  if (record === undefined) throw new RangeError('no feature records topologies');
  return { objects: [...objects].sort((a, b) => depth(a) - depth(b)), keys, record };
}

/** The objects of a state, parents before their members. Pure. */
export function objectsOf(declared: Declared, state: State): PlacedObject[] {
  const found: PlacedObject[] = [];
  visit('file', []);
  return found;

  function visit(level: TopologyLevel, parent: TopologyPlace): void {
    for (const of of declared.objects.filter((each) => each.parent === level)) {
      for (const place of of.list(state, parent)) {
        found.push({ of, place });
        if (of.level !== null) visit(of.level, place);
      }
    }
  }
}

/** `subnets shop/web`: no other object has it. */
export function idOf({ of, place }: PlacedObject): string {
  return `${of.name} ${place.join('/')}`;
}

/** `shop/web#firewall`. */
export function keyId(place: TopologyPlace, key: TopologyKey): string {
  return `${place.join('/')}#${key.name}`;
}

/** `subnet shop/web`, `peering of office and shop`. */
export function labelOf({ of, place }: PlacedObject): string {
  return of.level === null
    ? `${of.noun} of ${place.join(' and ')}`
    : `${of.noun} ${place.join('/')}`;
}

/** Of an item of a plan: which object it is about. */
export function itemOf(object: PlacedObject) {
  const { of, place } = object;
  const vpc = of.level === null ? null : (place[0] ?? null);
  return { kind: of.noun, vpc, what: labelOf(object) };
}

/** Of an item of a plan: whose setting it is about. */
export function settingAt(place: TopologyPlace) {
  return { kind: 'setting', vpc: place[0] ?? null, what: placeLabel(place) };
}

/** `shop/web`; or `this host`, for what is no part of a VPC. */
export function placeLabel(place: TopologyPlace): string {
  return place.length === 0 ? 'this host' : place.join('/');
}

/** Whether a state has an object. */
export function exists({ of, place }: PlacedObject, state: State): boolean {
  const parent = of.level === null ? [] : place.slice(0, -1);
  const id = place.join('/');
  return of.list(state, parent).some((each) => each.join('/') === id);
}

function clash(word: string): VpcctlError {
  return new VpcctlError(`two plugins declare ${word} in topology files`, {
    code: 'TOPOLOGY_CLASH',
    category: 'environment',
    hints: ['uninstall one of them: vpcctl plugins'],
  });
}
