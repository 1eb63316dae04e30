import type { Json, Resource } from '@vpcctl/sdk';
import { fragment, type RulesetFragment, TABLES } from '../ruleset/objects.js';

/**
 * The contents of a ruleset, for comparing two of them: each chain (with its own rules in order),
 * element, jump into our chains, and port lock by its identity, with all else about it as text.
 * Elements have no order.
 */
export type Inventory = Map<string, string>;

/** The inventory of observed or desired parts. */
export function inventoryOf({ chains, elements, jumps, locks }: RulesetFragment): Inventory {
  const inventory: Inventory = new Map();
  for (const { table, name, rules } of chains) {
    inventory.set(`chain ${table} ${name}`, rules.join('\n'));
  }
  for (const { table, chain, rule } of elements) {
    const identity = `element ${table} ${chain} ${rule}`;
    // An element that is there twice is damage.
    inventory.set(identity, `${inventory.get(identity) ?? ''}+`);
  }
  for (const { table, from, rule, places } of jumps) {
    inventory.set(`jump ${table} ${from} ${rule}`, places.join());
  }
  for (const { interface: name, mac } of locks) {
    inventory.set(...lockItem(name, true));
    if (mac !== null) inventory.set(...entryItem(name, mac));
  }
  return inventory;
}

/** Whether `found` has all of `expected`, unchanged. */
export function holds(found: Inventory, expected: Inventory): boolean {
  return [...expected].every(([identity, value]) => found.get(identity) === value);
}

/** A port that takes frames from known MACs only and learns none; or `half` of that. */
export function lockItem(name: string, whole: boolean): [string, string] {
  return [`lock ${name}`, whole ? 'locked' : 'half'];
}

/** A static bridge entry for a MAC behind a port. */
export function entryItem(name: string, mac: string): [string, string] {
  return [`entry ${name} ${mac}`, 'static'];
}

/** An inventory as an attribute of a damaged packet filter, for {@link remainsOf}. */
export function remainsAttribute(inventory: Inventory): Json {
  return [...inventory];
}

/** The inventory of a damaged packet filter; null for any other resource. */
export function remainsOf({ attributes }: Resource): Inventory | null {
  const { remains } = attributes;
  if (!Array.isArray(remains)) return null;
  const pairs = remains.filter(Array.isArray).map((pair) => pair.map(String));
  return new Map(pairs.map(([identity = '', value = '']) => [identity, value]));
}

/** The parts of an inventory that have to be removed: chains take their rules with them. */
export function fragmentsIn(inventory: Inventory): RulesetFragment {
  const every = [...inventory].map(([identity, value]) => partIn(identity, value));
  return fragment({
    chains: every.flatMap(({ chains }) => chains),
    jumps: every.flatMap(({ jumps }) => jumps),
    locks: every.flatMap(({ locks }) => locks),
  });
}

function partIn(identity: string, value: string): RulesetFragment {
  const [kind, first = '', second = '', ...rest] = identity.split(' ');
  if (kind === 'lock') return fragment({ locks: [{ interface: first, mac: null }] });
  if (kind === 'entry') return fragment({ locks: [{ interface: first, mac: second }] });
  const table = TABLES.find((each) => each === first);
  if (table === undefined || kind === 'element') return fragment({});
  if (kind === 'chain') return fragment({ chains: [{ table, name: second, rules: [] }] });
  const places = value.split(',').map(Number);
  return fragment({ jumps: [{ table, from: second, rule: rest.join(' '), places }] });
}
