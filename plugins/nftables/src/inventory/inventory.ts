import type { Json } from '@vpcctl/sdk';
import type { NftObject } from '../ruleset/write.js';
import { canonical, isSameBody } from './same-body.js';

/**
 * The contents of a ruleset, for comparing two of them, by identity: of a chain its own body and
 * those of its rules in order, of each table, set and element its body. Sets have no order, so each
 * element has an identity of its own.
 */
export type Inventory = Map<string, Json[]>;

/** The inventory of listed objects, or of those that a transaction adds. */
export function inventoryOf(objects: readonly NftObject[]): Inventory {
  const inventory: Inventory = new Map();
  for (const object of objects) {
    for (const kind of Object.keys(object)) record(inventory, kind, object[kind] ?? {});
  }
  return inventory;
}

/** Whether `found` has all that `expected` has, with the same content. */
export function holds(found: Inventory, expected: Inventory): boolean {
  for (const [identity, bodies] of expected) {
    const others = found.get(identity);
    if (others?.length !== bodies.length) return false;
    if (!bodies.every((body, at) => isSameBody(body, others[at] ?? null))) return false;
  }
  return true;
}

function record(inventory: Inventory, kind: string, body: NftObject[string]): void {
  const { family, name, elem } = body;
  // Elements of such a set come and go with packets.
  const isDynamic = body['size'] !== undefined;
  switch (kind) {
    case 'metainfo':
      return;
    case 'rule': {
      // A rule belongs to its chain, at its place.
      const chain = identity('chain', family, body['chain']);
      const bodies = inventory.get(chain);
      if (bodies === undefined) inventory.set(chain, [body]);
      else bodies.push(body);
      return;
    }
    case 'counter':
      // What it has counted is no difference.
      inventory.set(identity(kind, family, name), [{}]);
      return;
    case 'element':
      break;
    default:
      inventory.set(identity(kind, family, name), [isDynamic ? withoutFlags(body) : body]);
  }
  if (!Array.isArray(elem) || isDynamic) return;
  const set = identity('element', family, name);
  for (const each of elem) {
    const [key, verdict = null] = Array.isArray(each) ? each : [each];
    inventory.set(`${set} ${canonical(uncounted(key ?? null))}`, [verdict]);
  }
}

/** The key of an element that counts: `{ elem: { val: KEY, counter: … } }`. */
export function uncounted(key: Json): Json {
  if (typeof key !== 'object' || key === null || !('elem' in key)) return key;
  const { elem } = key;
  if (typeof elem !== 'object' || elem === null || !('val' in elem)) return key;
  return elem['val'] ?? key;
}

/** nft 1.0.6 does not list the flag of a dynamic set. */
function withoutFlags({ flags: _, ...body }: NftObject[string]): NftObject[string] {
  return body;
}

/** Names of nftables have no spaces. */
function identity(kind: string, family: Json | undefined, name: Json | undefined): string {
  return `${kind} ${family} ${name}`;
}
