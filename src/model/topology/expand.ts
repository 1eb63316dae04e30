import { LIMITS, type Origin } from './file.js';
import type { Issues } from './issues.js';
import type { MapNode, Node } from './node.js';
import { isMap } from './plain.js';
import { expandName, type RangedName } from './range.js';
import type { Scope } from './scope.js';
import type { Fill } from './template.js';

/** Carries out the ranges and expressions of values; all of them together stay within the limits. */
export interface Expansion {
  /** The map as a node. Where something is wrong, the node has less. */
  expandMap(value: Readonly<Record<string, unknown>>, origin: Origin, scope: Scope): MapNode;
  /** A string with its expressions carried out; null where these are wrong. */
  expandText(text: string, origin: Origin, scope: Scope): string | number | null;
}

/** Starts an expansion, which records what is wrong in `issues`. */
export function createExpansion(fill: Fill, issues: Issues): Expansion {
  const left = { maps: LIMITS.maps, values: LIMITS.values };
  let isReported = false;
  return { expandMap, expandText };

  function expand(value: unknown, origin: Origin, scope: Scope): Node {
    left.values -= 1;
    if (Array.isArray(value)) return expandList(value, origin, scope);
    if (isMap(value)) return expandMap(value, origin, scope);
    return { kind: 'scalar', origin, value: expandScalar(value, origin, scope) };
  }

  function expandScalar(value: unknown, origin: Origin, scope: Scope) {
    if (typeof value === 'string') return expandText(value, origin, scope);
    if (value === null || typeof value === 'boolean') return value;
    // JSON has no minus before a zero.
    if (typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value + 0;
    const limit = `a number from ${-Number.MAX_SAFE_INTEGER} to ${Number.MAX_SAFE_INTEGER}`;
    issues.add(origin, `must be ${limit}, a text, true, false, null, a list or a map`);
    return null;
  }

  function expandText(text: string, origin: Origin, scope: Scope): string | number | null {
    const filled = fill(text, scope);
    if ('value' in filled) return filled.value;
    if (filled.fault !== null) issues.add(origin, filled.fault, filled.about);
    return null;
  }

  function expandMap(
    value: Readonly<Record<string, unknown>>,
    origin: Origin,
    scope: Scope,
  ): MapNode {
    left.maps -= 1;
    const entries = new Map<string, Node>();
    const keys = new Map<string, string>();
    const isOver = isTooMuch(origin) || isTooDeep(origin);
    for (const [key, child] of isOver ? [] : Object.entries(value)) {
      const at = inside(origin, key);
      for (const { name, scope: inner } of namesOf(key, at, scope)) {
        if (isTooMuch(at)) return { kind: 'map', origin, entries };
        const former = keys.get(name);
        if (former === undefined) {
          keys.set(name, key);
          entries.set(name, expand(child, at, inner));
        } else {
          const place = issues.placeOf(inside(origin, former));
          issues.add(at, `${JSON.stringify(name)} is here a second time, after ${place}`, former);
        }
      }
    }
    return { kind: 'map', origin, entries };
  }

  function expandList(value: readonly unknown[], origin: Origin, scope: Scope): Node {
    const items: Node[] = [];
    for (const [index, item] of isTooDeep(origin) ? [] : value.entries()) {
      const at = inside(origin, index);
      for (const each of repeated(item, at, scope)) {
        if (isTooMuch(at)) return { kind: 'list', origin, items };
        items.push(expand(each.item, at, each.scope));
      }
    }
    return { kind: 'list', origin, items };
  }

  /** An item of a list, once for each name that the ranges in its `between` stand for. */
  function repeated(
    item: unknown,
    origin: Origin,
    scope: Scope,
  ): readonly { item: unknown; scope: Scope }[] {
    const ends = isMap(item) && Object.hasOwn(item, 'between') ? item['between'] : null;
    if (!isMap(item) || !Array.isArray(ends)) return [{ item, scope }];
    let variants: { readonly ends: readonly unknown[]; readonly scope: Scope }[] = [
      { ends, scope },
    ];
    for (const [index, end] of ends.entries()) {
      if (typeof end !== 'string' || !end.includes('[')) continue;
      const at = inside(inside(origin, 'between'), index);
      const grown: typeof variants = [];
      for (const variant of variants) {
        for (const { name, scope: inner } of namesOf(end, at, variant.scope)) {
          if (grown.length > LIMITS.maps) {
            issues.add(at, `stands for more than ${LIMITS.maps} items`);
            return [];
          }
          // The name is filled once more, so what is left of `$${` must stay.
          grown.push({
            ends: variant.ends.with(index, name.replaceAll('${', '$${')),
            scope: inner,
          });
        }
      }
      variants = grown;
    }
    return variants.map((each) => ({ item: { ...item, between: each.ends }, scope: each.scope }));
  }

  function namesOf(key: string, origin: Origin, scope: Scope): readonly RangedName[] {
    if (key === '__proto__') {
      issues.add(origin, 'a key cannot be __proto__');
      return [];
    }
    if (!key.includes('[') && !key.includes('${')) return [{ name: key, scope }];
    const { names, faults } = expandName(key, scope, fill);
    for (const { fault, about } of faults) issues.add(origin, fault, about);
    if (!names.some(({ name }) => name === '__proto__')) return names;
    issues.add(origin, 'a key cannot be __proto__');
    return [];
  }

  function isTooDeep(origin: Origin): boolean {
    if (origin.path.length < LIMITS.depth) return false;
    issues.add(
      origin,
      `is in ${LIMITS.depth} maps or lists, which is too deep, or contains itself`,
    );
    return true;
  }

  function isTooMuch(origin: Origin): boolean {
    if (left.maps >= 0 && left.values >= 0) return false;
    const limits = `${LIMITS.maps} maps or ${LIMITS.values} values`;
    if (!isReported) issues.add(origin, `here the files stand for more than ${limits}`);
    isReported = true;
    return true;
  }
}

function inside(origin: Origin, segment: string | number): Origin {
  return { file: origin.file, path: [...origin.path, segment] };
}
