import type { Json } from '@vpcctl/sdk';

/**
 * Whether two objects of a ruleset have the same content. Handles are left out, and the elements of
 * named sets, which are compared by themselves. Nothing is spelled: a host may have 10,000 rules.
 */
export function isSameBody(one: Json, other: Json): boolean {
  return isSame(one, other, (key) => key !== 'handle' && key !== 'elem');
}

/** As JSON. Anonymous sets, whose order has no meaning, are the values of keys called `set`. */
function isSame(one: Json, other: Json, counts: (key: string) => boolean = () => true): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object') return false;
  if (one === null || other === null) return false;
  if (isList(one) || isList(other)) return isList(one) && isList(other) && areSame(one, other);
  const keys = Object.keys(one).filter(counts);
  if (keys.length !== Object.keys(other).filter(counts).length) return false;
  return keys.every((key) => {
    const [mine, its] = [one[key], other[key]];
    if (mine === undefined || its === undefined) return false;
    if (key === 'set' && isList(mine) && isList(its)) return isSameSet(mine, its);
    return isSame(mine, its);
  });
}

function areSame(one: readonly Json[], other: readonly Json[]): boolean {
  return one.length === other.length && one.every((each, at) => isSame(each, other[at] ?? null));
}

function isSameSet(one: readonly Json[], other: readonly Json[]): boolean {
  if (one.length !== other.length) return false;
  // Mostly they have the same order.
  return areSame(one, other) || spelledSet(one) === spelledSet(other);
}

function spelledSet(set: readonly Json[]): string {
  return `[${set.map(canonical).sort().join()}]`;
}

/** JSON with sorted keys and sorted anonymous sets. */
export function canonical(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonical).join()}]`;
  const members = Object.entries(value).map(
    ([key, inner]) =>
      `${JSON.stringify(key)}:${key === 'set' && isList(inner) ? spelledSet(inner) : canonical(inner)}`,
  );
  return `{${members.sort().join()}}`;
}

/** Array.isArray does not narrow read-only lists. */
function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
