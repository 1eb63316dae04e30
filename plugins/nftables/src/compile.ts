import {
  about,
  type Change,
  changedResource,
  isPacketPolicy,
  type Json,
  type Operation,
  type Resource,
  VpcctlError,
} from '@vpcctl/sdk';
import { heldPackets } from './hold.js';
import { rulesFor } from './rules/rules-for.js';
import {
  type ChainPart,
  type CounterPart,
  type ElementPart,
  FAMILIES,
  fragment,
  type RulesetFragment,
  type SetPart,
  targetOf,
} from './ruleset/objects.js';
import {
  chainObject,
  counterObject,
  elementObjects,
  type NftObject,
  objectsOf,
  ruleObjects,
  setObject,
  tableObject,
} from './ruleset/write.js';

/**
 * Compiles `changes` to one transaction with the differences between the resources before and
 * after, or to nothing without differences. The kernel applies it as a whole, so no packet meets a
 * half. Where the rules of workloads are missing, another one before it holds their packets back.
 *
 * A packet filter that is deleted or repaired takes the tables with it. Then `changes` must create
 * every resource that should remain.
 */
export function compile(changes: readonly Change[]): Operation[] {
  const before = changes.flatMap((change) => (change.action === 'create' ? [] : [change.before]));
  const after = changes.flatMap((change) => (change.action === 'delete' ? [] : [change.after]));
  const held = heldPackets(changes);
  const wipe = held.length > 0 || before.some(({ kind }) => kind === 'packet-filter');
  const objects = wipe
    ? [...wiped(), ...added(union(after))]
    : difference(union(before), union(after));
  const origin = about(...changes.map(changedResource));
  const transaction = { op: 'nft.transaction', namespace: null, ...origin } as const;
  const transactions: Operation[] = [
    { ...transaction, phase: 'detach', objects: held },
    { ...transaction, phase: 'filter', objects },
  ];
  return transactions.filter((each) => each.op === 'nft.transaction' && each.objects.length > 0);
}

function union(resources: readonly Resource[]): RulesetFragment {
  const all = resources.map((resource) => {
    if (isPacketPolicy(resource)) return rulesFor(resource);
    throw new VpcctlError(`The nftables driver does not serve ${resource.id}.`, {
      code: 'KIND_UNKNOWN',
      category: 'internal',
    });
  });
  return fragment({
    tables: all.flatMap(({ tables }) => tables),
    counters: all.flatMap(({ counters }) => counters),
    sets: all.flatMap(({ sets }) => sets),
    chains: all.flatMap(({ chains }) => chains),
    elements: all.flatMap(({ elements }) => elements),
  });
}

/**
 * Deletes the tables. It adds them first, in case one is missing: adding an existing one does
 * nothing.
 */
function wiped(): Json[] {
  return FAMILIES.flatMap((family) => [
    { add: tableObject(family) },
    { delete: tableObject(family) },
  ]);
}

function added(what: RulesetFragment): Json[] {
  return as('add', objectsOf(what));
}

/**
 * Deletes elements before the chains they jump to, and adds them after. A set goes with all its
 * elements, once no rule looks it up.
 */
function difference(before: RulesetFragment, after: RulesetFragment): Json[] {
  const chainsBefore = new Map(before.chains.map((each) => [chainId(each), content(each)]));
  const chainsAfter = new Set(after.chains.map(chainId));
  const setsBefore = new Set(before.sets.map(setId));
  const setsAfter = new Set(after.sets.map(setId));
  const goneSets = before.sets.filter((each) => !setsAfter.has(setId(each)));
  const gone = new Set(goneSets.map(setId));
  const countersBefore = new Set(before.counters.map(setId));
  const countersAfter = new Set(after.counters.map(setId));
  const goneCounters = before.counters.filter((each) => !countersAfter.has(setId(each)));
  const elementsBefore = byId(before.elements);
  const elementsAfter = byId(after.elements);
  const without = (elements: ElementsById, others: ElementsById) =>
    [...elements].flatMap(([id, each]) => (others.has(id) ? [] : [each]));

  const goneChains = before.chains.filter((each) => !chainsAfter.has(chainId(each)));
  // The elements of a set that goes hold these chains.
  const targets = targetsIn(
    before.elements.filter((each) => gone.has(`${each.family} ${each.set}`)),
  );
  const isTarget = (each: ChainPart) => targets.has(chainId(each));
  const newChains = after.chains.filter((each) => !chainsBefore.has(chainId(each)));
  const changedChains = after.chains.filter((each) => {
    const old = chainsBefore.get(chainId(each));
    return old !== undefined && old !== content(each);
  });
  return [
    ...as(
      'delete',
      elementObjects(
        without(elementsBefore, elementsAfter).filter(
          ({ family, set }) => !gone.has(`${family} ${set}`),
        ),
      ),
    ),
    // A changed chain may jump to a deleted chain before, and to a new one after.
    ...as('flush', changedChains.map(chainObject)),
    ...as('delete', goneChains.filter((each) => !isTarget(each)).map(chainObject)),
    ...as('delete', goneSets.map(setObject)),
    ...as('delete', goneChains.filter(isTarget).map(chainObject)),
    ...as('delete', goneCounters.map(counterObject)),
    ...added({
      ...after,
      counters: after.counters.filter((each) => !countersBefore.has(setId(each))),
      sets: after.sets.filter((each) => !setsBefore.has(setId(each))),
      chains: newChains,
      elements: without(elementsAfter, elementsBefore),
    }),
    ...as('add', changedChains.flatMap(ruleObjects)),
  ];
}

/** The chains that elements lead to. */
function targetsIn(elements: readonly ElementPart[]): ReadonlySet<string> {
  return new Set(
    elements.flatMap(({ family, verdict }) => {
      const name = targetOf(verdict);
      return name === null ? [] : [`${family} ${name}`];
    }),
  );
}

function as(command: 'add' | 'delete' | 'flush', objects: readonly NftObject[]): Json[] {
  return objects.map((object) => ({ [command]: object }));
}

function chainId({ family, name }: ChainPart): string {
  return `${family} ${name}`;
}

function content(chain: ChainPart): string {
  return JSON.stringify(chain.rules);
}

function setId({ family, name }: SetPart | CounterPart): string {
  return `${family} ${name}`;
}

type ElementsById = ReadonlyMap<string, ElementPart>;

function byId(elements: readonly ElementPart[]): ElementsById {
  return new Map(elements.map((each) => [elementId(each), each]));
}

/** With the verdict: an element with another verdict is another element. */
function elementId({ family, set, key, verdict }: ElementPart): string {
  let id = `${family} ${set}`;
  for (const part of key) id += typeof part === 'object' ? JSON.stringify(part) : ` ${part}`;
  return verdict === null ? id : id + JSON.stringify(verdict);
}
