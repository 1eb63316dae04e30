import {
  about,
  type Change,
  changedResource,
  isPacketPolicy,
  type Operation,
  type Origin,
  type Resource,
  VpcctlError,
} from '@vpcctl/sdk';
import { heldPackets } from './hold.js';
import { fragmentsIn, type Inventory, inventoryOf, remainsOf } from './inventory/inventory.js';
import { rulesFor } from './rules/rules-for.js';
import {
  type ChainPart,
  fragment,
  type LockPart,
  type RulesetFragment,
  TABLES,
  type Table,
} from './ruleset/objects.js';
import { type Difference, write } from './ruleset/write.js';
import { loggerKept } from './tracing/mark.js';

/**
 * Compiles `changes` to operations for the differences between the resources before and after:
 * one `iptables-legacy-restore` for all tables, ARP rules, and port locks.
 *
 * A damaged packet filter that is deleted or repaired takes all observed parts with it. Then
 * `changes` must create every resource that should remain.
 */
export function compile(changes: readonly Change[]): Operation[] {
  const before = changes.flatMap((change) => (change.action === 'create' ? [] : [change.before]));
  const after = changes.flatMap((change) => (change.action === 'delete' ? [] : [change.after]));
  const remains = before.map(remainsOf).find((found) => found !== null);
  const origin = about(...changes.map(changedResource));
  const whole = remains !== undefined;
  const missing = whole
    ? rebuilding(remains, union(after))
    : difference(union(before), union(after));
  const loggers = whole ? loggersLeft(remains, origin) : [];
  // Where the rules about zones stand, none is tracked without one.
  const zonesCome = missing.come.chains.some(({ table }) => table === 'raw');
  const held = zonesCome ? heldPackets(changes) : null;
  if (held === null) return [...loggers, ...write(missing, origin, { whole })];
  // A load that failed may have left its chain.
  const left = missing.gone.chains.filter((each) => held.chains.some(isSameChain(each)));
  const come = left.length === 0 ? held.chains : [];
  // The rules of the policy take the place of those that hold packets.
  const gone = joined([missing.gone, { ...held, chains: come }]);
  return [
    ...loggers,
    // Which rules it has is not known.
    ...write({ gone: fragment({ chains: left }), come: held }, origin, { whole: true }),
    ...write({ ...missing, gone }, origin, { whole }),
  ];
}

/** Gives the log of IPv4 packets back, where a killed `trace` left its mark, which keeps its name. */
function loggersLeft(remains: Inventory, origin: Origin): Operation[] {
  const [value] = fragmentsIn(remains).jumps.flatMap(({ rule }) => loggerKept(rule) ?? []);
  if (value === undefined) return [];
  const key = 'net/netfilter/nf_log/2';
  return [
    { op: 'sysctl.set', phase: 'detach', namespace: null, link: null, key, value, ...origin },
  ];
}

function union(resources: readonly Resource[]): RulesetFragment {
  const all = resources.map((resource) => {
    if (isPacketPolicy(resource)) return rulesFor(resource);
    throw new VpcctlError(`The iptables-legacy driver does not serve ${resource.id}.`, {
      code: 'KIND_UNKNOWN',
      category: 'internal',
    });
  });
  return joined(all);
}

function joined(all: readonly RulesetFragment[]): RulesetFragment {
  return fragment({
    chains: all.flatMap(({ chains }) => chains),
    elements: all.flatMap(({ elements }) => elements),
    jumps: all.flatMap(({ jumps }) => jumps),
    locks: all.flatMap(({ locks }) => locks),
  });
}

/**
 * Leaves correct tables and ports alone. In the others, it removes all observed parts and adds all
 * desired ones.
 */
function rebuilding(remains: Inventory, after: RulesetFragment): Difference {
  const there = fragmentsIn(remains);
  const broken = TABLES.filter(
    (table) => ofTable(remains, table) !== ofTable(inventoryOf(after), table),
  );
  const inBroken = ({ table }: { readonly table: Table }): boolean => broken.includes(table);
  return {
    gone: {
      chains: there.chains.filter(inBroken),
      elements: [],
      jumps: there.jumps.filter(inBroken),
      locks: strayLocks(there, after),
    },
    come: {
      chains: after.chains.filter(inBroken),
      elements: after.elements.filter(inBroken),
      jumps: after.jumps.filter(inBroken),
      // All locks: a port that is created anew loses the observed one. Setting a lock twice is
      // harmless.
      locks: after.locks,
    },
  };
}

/** The items of one table as text, sorted. */
function ofTable(inventory: Inventory, table: Table): string {
  const items = [...inventory].filter(([identity]) => identity.split(' ')[1] === table);
  return JSON.stringify(items.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Entries that no resource wants, and locks of ports without a source guard. */
function strayLocks(there: RulesetFragment, after: RulesetFragment): LockPart[] {
  const wanted = new Set(after.locks.map((lock) => lock.interface));
  return without(there.locks, after.locks).filter(
    (lock) => lock.mac !== null || !wanted.has(lock.interface),
  );
}

function difference(before: RulesetFragment, after: RulesetFragment): Difference {
  const stood = new Map(before.chains.map((each) => [chainId(each), each]));
  const stands = new Set(after.chains.map(chainId));
  const filled = after.chains.filter((each) => {
    const old = stood.get(chainId(each));
    return old === undefined || content(old) !== content(each);
  });
  const refilled = new Set(filled.map(chainId));
  return {
    gone: {
      chains: before.chains.filter(
        (each) => !stands.has(chainId(each)) || refilled.has(chainId(each)),
      ),
      elements: without(before.elements, after.elements),
      jumps: without(before.jumps, after.jumps),
      locks: without(before.locks, after.locks),
    },
    come: {
      chains: filled,
      elements: without(after.elements, before.elements),
      jumps: without(after.jumps, before.jumps),
      locks: without(after.locks, before.locks),
    },
  };
}

/** The parts of `some` without an equal part in `others`. */
function without<Part extends object>(some: readonly Part[], others: readonly Part[]): Part[] {
  const known = new Set(others.map(content));
  return some.filter((each) => !known.has(content(each)));
}

const isSameChain = (one: ChainPart) => (other: ChainPart) => chainId(one) === chainId(other);

function chainId({ table, name }: ChainPart): string {
  return `${table} ${name}`;
}

function content(part: object): string {
  return JSON.stringify(part);
}
