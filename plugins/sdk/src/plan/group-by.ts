/**
 * The values by their keys, of which one may have several, or none. Keys are in the order in which
 * they first come, and the values of a key in the order given. Pure.
 */
export function groupBy<T, K>(
  values: readonly T[],
  keysOf: (value: T) => readonly K[],
): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    for (const key of keysOf(value)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [value]);
      else group.push(value);
    }
  }
  return groups;
}
