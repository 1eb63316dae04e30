import type { Json } from '@vpcctl/sdk';
import type { NftObject } from './write.js';

/**
 * The contents of a ruleset, for comparing two of them: each table, set, element and chain (with
 * its rules in order) by its identity, with all else about it as text. Handles are left out, and
 * sets have no order.
 */
export type Inventory = Map<string, string>;

/** The inventory of listed objects, or of those that a transaction adds. */
export function inventoryOf(objects: readonly NftObject[]): Inventory {
  const inventory: Inventory = new Map();
  for (const object of objects) {
    for (const [kind, body] of Object.entries(object)) record(inventory, kind, body);
  }
  return inventory;
}

function record(inventory: Inventory, kind: string, body: NftObject[string]): void {
  const { handle: _handle, elem, ...listed } = body;
  const { flags, ...rest } = listed;
  // nft 1.0.6 does not list the flag. Elements of such a set come and go with packets.
  const isDynamic = rest['size'] !== undefined;
  if (flags !== undefined && !isDynamic) Object.assign(rest, { flags });
  const { family, name } = rest;
  switch (kind) {
    case 'metainfo':
      return;
    case 'rule': {
      // A rule belongs to its chain, at its place.
      const chain = identity('chain', family, rest['chain']);
      inventory.set(chain, `${inventory.get(chain) ?? ''}\n${canonical(rest)}`);
      return;
    }
    case 'element':
      break;
    default:
      inventory.set(identity(kind, family, name), canonical(rest));
  }
  if (!Array.isArray(elem) || isDynamic) return;
  for (const each of elem) {
    const [key, verdict] = Array.isArray(each) ? each : [each, null];
    inventory.set(identity('element', family, name, key), canonical(verdict));
  }
}

function identity(...words: (Json | undefined)[]): string {
  return words.map((word) => canonical(word ?? null)).join(' ');
}

/** JSON with sorted keys and sorted anonymous sets, whose order has no meaning. */
function canonical(value: Json): string {
  return JSON.stringify(ordered(value));
}

function ordered(value: Json): Json {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(
    entries.map(([key, inner]) => [
      key,
      key === 'set' && Array.isArray(inner) ? inner.map(canonical).sort() : ordered(inner),
    ]),
  );
}
