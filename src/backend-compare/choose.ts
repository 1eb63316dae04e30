/**
 * Chooses `limit` values of all groups: one of each group, then a second of each, and so on. In the
 * last round, values come evenly from the groups. Each group starts at another index, so that the
 * same kind of value is not left out everywhere. Keeps the order, and is deterministic. Pure.
 */
export function choose<T>(groups: readonly (readonly T[])[], limit: number): T[] {
  const all = groups.flat();
  if (all.length <= limit) return all;
  const chosen = new Set<T>();
  for (let round = 0; chosen.size < limit; round += 1) {
    const candidates = groups.flatMap((group, index) =>
      round < group.length ? group.slice((index + round) % group.length).slice(0, 1) : [],
    );
    for (const value of evenly(candidates, limit - chosen.size)) chosen.add(value);
  }
  return all.filter((value) => chosen.has(value));
}

/** At most `count` of the values, at even distances. */
function evenly<T>(values: readonly T[], count: number): readonly T[] {
  if (values.length <= count) return values;
  return values.filter(
    (_, index) =>
      Math.floor(((index + 1) * count) / values.length) >
      Math.floor((index * count) / values.length),
  );
}
