import { isDeepStrictEqual } from 'node:util';
import type { Change, Resource } from '../contract/resource.js';
import { inDependencyOrder } from './order.js';

/**
 * The changes that make `current` into `desired`: first what goes, dependents before what they stand on; then
 * what comes or changes, dependents behind. Equal resources (same id, same attributes) are no change.
 */
export function diff(current: readonly Resource[], desired: readonly Resource[]): Change[] {
  const is = new Map(current.map((resource) => [resource.id, resource]));
  const shouldBe = new Set(desired.map((resource) => resource.id));
  const gone = inDependencyOrder(current)
    .reverse()
    .filter((before) => !shouldBe.has(before.id))
    .map((before): Change => ({ action: 'delete', before }));
  const come = inDependencyOrder(desired).flatMap((after): Change[] => {
    const before = is.get(after.id);
    if (before === undefined) return [{ action: 'create', after }];
    if (isDeepStrictEqual(before.attributes, after.attributes)) return [];
    return [{ action: 'update', before, after }];
  });
  return [...gone, ...come];
}
