import type { Issues } from './issues.js';
import type { Node } from './node.js';
import { shown } from './plain.js';

/**
 * Puts `other` into `one`, and returns the result: maps are merged deeply, lists are concatenated,
 * and a map or a list replaces null. Two scalars that differ are an issue at the second.
 */
export function merge(one: Node, other: Node, issues: Issues): Node {
  if (one.kind === 'map' && other.kind === 'map') {
    for (const [key, node] of other.entries) {
      const own = one.entries.get(key);
      one.entries.set(key, own === undefined ? node : merge(own, node, issues));
    }
    return one;
  }
  if (one.kind === 'list' && other.kind === 'list') {
    for (const item of other.items) one.items.push(item);
    return one;
  }
  if (isNull(one) && other.kind !== 'scalar') return other;
  if (isNull(other) && one.kind !== 'scalar') return one;
  if (one.kind === 'scalar' && other.kind === 'scalar' && one.value === other.value) return one;
  const [first, second] = [describe(one), describe(other)];
  issues.add(other.origin, `is ${second} here, and ${first} at ${issues.placeOf(one.origin)}`);
  return one;
}

function isNull(node: Node): boolean {
  return node.kind === 'scalar' && node.value === null;
}

function describe(node: Node): string {
  return node.kind === 'scalar' ? shown(node.value) : `a ${node.kind}`;
}
