import { type Json, parseIcmpType, protocolNumber } from '@vpcctl/sdk';

/**
 * Whether two objects of a ruleset have the same content. Handles are left out, and the elements of
 * named sets, which are compared by themselves. Nothing is spelled: a host may have 10,000 rules.
 */
export function isSameBody(one: Json, other: Json): boolean {
  return isSame(one, other, (key) => key !== 'handle' && key !== 'elem');
}

/** As JSON. Anonymous sets, whose order has no meaning, are the values of keys called `set`. */
function isSame(one: Json, other: Json, counts?: (key: string) => boolean): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object') return false;
  if (one === null || other === null) return false;
  if (isList(one) || isList(other)) return isList(one) && isList(other) && areSame(one, other);
  const keys = keysOf(one, counts);
  if (keys.length !== keysOf(other, counts).length) return false;
  return keys.every((key) => {
    const [mine, its] = [one[key], other[key]];
    if (mine === undefined || its === undefined) return false;
    if (key === 'set' && isList(mine) && isList(its)) return isSameSet(mine, its);
    if (key === 'right') return isSame(numbered(one['left'], mine), numbered(other['left'], its));
    return isSame(mine, its);
  });
}

function keysOf(value: { readonly [key: string]: Json }, counts?: (key: string) => boolean) {
  const keys = Object.keys(value);
  return counts === undefined ? keys : keys.filter(counts);
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

/**
 * The right side of a match on a protocol or an ICMP type, by numbers. nft prints those with a name
 * by it: protocols as `/etc/protocols` of this host names them.
 */
function numbered(left: Json | undefined, right: Json | undefined): Json {
  const read = readerOf(left);
  return read === null ? (right ?? null) : withNumbers(right ?? null, read);
}

type ReadName = (text: string) => number | null;

/** What reads the names that nft prints beside such a left side; null where it prints none. */
function readerOf(left: Json | undefined): ReadName | null {
  if (isSame(left ?? null, L4_PROTOCOL)) return protocolNumber;
  return isSame(left ?? null, ICMP_TYPE) ? parseIcmpType : null;
}

const L4_PROTOCOL: Json = { meta: { key: 'l4proto' } };
const ICMP_TYPE: Json = { payload: { protocol: 'icmp', field: 'type' } };

function withNumbers(value: Json, read: ReadName): Json {
  if (typeof value === 'string') return read(value) ?? value;
  if (Array.isArray(value)) return value.map((each) => withNumbers(each, read));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, withNumbers(each ?? null, read)]),
  );
}
