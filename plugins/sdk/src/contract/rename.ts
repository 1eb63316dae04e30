/** The type of the event by which a VPC, subnet or instance gets another name. */
export const RENAMED = 'names.rename';

/**
 * The data of that event: what gets another name. `subnet` null: the VPC; `instance` null: the
 * subnet. `to` is the new name of the last of them.
 *
 * A feature that holds data by these names handles the event in its `evolve`. One that holds none
 * says so by `(slice) => slice`. Where a feature without it has the name in its slice, the rename is
 * refused.
 */
export type Renamed = { vpc: string; subnet: string | null; instance: string | null; to: string };

/** The names that lead to what gets another name: `['vpc1', 'web']`. Pure. */
export function renamedPlace({ vpc, subnet, instance }: Renamed): string[] {
  return [vpc, subnet, instance].filter((word) => word !== null);
}

/**
 * What `place` is called after a rename: `VPC`, `VPC/SUBNET` or `VPC/SUBNET/NAME`. It stays the same
 * where it is not what gets another name, and does not lie in it. Pure.
 */
export function afterRename(renamed: Renamed, place: string): string {
  const old = renamedPlace(renamed);
  const words = place.split('/');
  if (old.some((word, at) => words[at] !== word)) return place;
  return words.with(old.length - 1, renamed.to).join('/');
}

/** The names of a place. */
export interface PlaceNames {
  readonly vpc: string;
  /** Empty where the place is a VPC. */
  readonly subnet: string;
  /** Null: no instance. */
  readonly instance: string | null;
}

/**
 * A slice whose keys are places, after a rename. The order stays, and values that keep their key are
 * the same objects. Pure.
 * @param withNames the value of a key that changes, with the names of its new place
 */
export function renameKeys<T>(
  slice: Readonly<Record<string, T>>,
  renamed: Renamed,
  withNames: (value: T, names: PlaceNames) => T,
): { [key: string]: T } {
  return Object.fromEntries(
    Object.entries(slice).map(([key, value]) => {
      const place = afterRename(renamed, key);
      if (place === key) return [key, value];
      const [vpc = '', subnet = '', instance = null] = place.split('/');
      return [place, withNames(value, { vpc, subnet, instance })];
    }),
  );
}
