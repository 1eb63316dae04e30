/**
 * Writes the removed and the added parts as input for the programs.
 *
 * `iptables-legacy-restore` changes each table at once, but one table after the other. The table
 * `filter` decides; the others serve the packets that it accepts: guard, zones, marks, masquerade.
 * So they get their new rules before `filter` changes, and lose their old rules after it. `filter`
 * never accepts a packet that is not guarded, marked and masqueraded.
 */
import type { Operation, Origin } from '@vpcctl/sdk';
import type { LockPart, RulesetFragment, Table } from './objects.js';
import { isSet } from './sets.js';

/**
 * The removed and the added parts. A chain in both is filled anew; a removed chain takes its
 * elements with it.
 */
export interface Difference {
  readonly gone: RulesetFragment;
  readonly come: RulesetFragment;
}

const SERVING = ['raw', 'mangle', 'nat'] as const;

/** Seconds to wait for another program that holds iptables' lock. */
const PATIENCE = '10';

/**
 * Operations for a difference. Of all our objects, iptables' chains are made first and removed
 * last: a host without them has none of our objects. Bridge and ARP operations are in between.
 * @param whole for repair: each table in one step, since its present rules are not known
 */
export function write(
  difference: Difference,
  origin: Origin,
  { whole }: { whole: boolean },
): Operation[] {
  const { gone, come } = difference;
  const input = whole ? wholeText(difference) : restoreText(difference);
  const step = { phase: 'filter', namespace: null, ...origin } as const;
  const restore: Operation = {
    op: 'program.run',
    ...step,
    program: 'iptables-legacy-restore',
    arguments: ['--noflush', '--wait', PATIENCE],
    input,
  };
  return [
    ...unlocking(difference, origin, { whole }),
    ...[...detachments('arp', gone), ...(whole ? [] : removals('arp', difference))].map(arp),
    ...(input === '' ? [] : [restore]),
    ...[...fillings('arp', difference), ...(whole ? removals('arp', difference) : [])].map(arp),
    ...come.locks.flatMap((lock) => locking(lock, origin)),
  ];

  function arp(line: string): Operation {
    const words = line.split(' ');
    return {
      op: 'program.run',
      ...step,
      program: 'arptables-legacy',
      arguments: words,
      input: null,
    };
  }
}

// Tables ---------------------------------------------------------------------------------------

function restoreText(difference: Difference): string {
  const { gone } = difference;
  return [
    ...SERVING.map((table) => section(table, fillings(table, difference, true))),
    section('filter', change('filter', difference, true)),
    ...[...SERVING]
      .reverse()
      .map((table) =>
        section(table, [...detachments(table, gone), ...removals(table, difference)]),
      ),
  ].join('');
}

function wholeText(difference: Difference): string {
  return [...SERVING, 'filter' as const]
    .map((table) => section(table, change(table, difference)))
    .join('');
}

function section(table: Table, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [`*${table}`, ...lines, 'COMMIT', ''].join('\n');
}

function change(table: Table, difference: Difference, isKnown = false): string[] {
  return [
    ...detachments(table, difference.gone),
    ...fillings(table, difference, isKnown),
    // A chain can be removed only after the last jump to it.
    ...removals(table, difference),
  ];
}

/** Deletes the jumps to removed chains. */
function detachments(table: Table, gone: RulesetFragment): string[] {
  const chains = new Set(of(table, gone.chains).map(({ name }) => name));
  return [
    ...of(table, gone.jumps).flatMap(({ from, rule, places }) =>
      places.map(() => `-D ${from} ${rule}`),
    ),
    ...of(table, gone.elements)
      .filter(({ chain }) => !chains.has(chain))
      .map(({ chain, rule }) => `-D ${chain} ${rule}`),
  ];
}

/**
 * Adds chains before the rules that jump to them, elements before a chain's own rules, and the
 * hooks last. Rules that stay where they are go on counting.
 * @param isKnown whether the present rules are those of the removed chains
 */
function fillings(table: Table, { gone, come }: Difference, isKnown = false): string[] {
  const stood = new Map(of(table, gone.chains).map(({ name, rules }) => [name, rules]));
  const chains = of(table, come.chains);
  const kept = (name: string) =>
    isKnown && table !== 'arp' && !isSet(table, name) ? stood.get(name) : undefined;
  return [
    ...chains.flatMap(({ name }) => {
      if (kept(name) !== undefined) return [];
      return [`${stood.has(name) ? '-F' : '-N'} ${name}`];
    }),
    ...chains.flatMap(({ name, rules }) => edits(name, kept(name) ?? [], rules)),
    ...of(table, come.elements).map(({ chain, rule }) => `-I ${chain} ${rule}`),
    ...of(table, come.jumps).map(({ from, rule }) => `-I ${from} ${rule}`),
  ];
}

/** Takes the rules of a chain to other ones; those in front and at the end that stay are left alone. */
function edits(name: string, before: readonly string[], after: readonly string[]): string[] {
  const shorter = Math.min(before.length, after.length);
  let front = 0;
  while (front < shorter && before[front] === after[front]) front += 1;
  let end = 0;
  while (end < shorter - front && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  const gone = before.slice(front, before.length - end);
  const come = after.slice(front, after.length - end);
  return [
    ...gone.map(() => `-D ${name} ${front + 1}`),
    ...come.map((rule, at) =>
      end === 0 ? `-A ${name} ${rule}` : `-I ${name} ${front + at + 1} ${rule}`,
    ),
  ];
}

function removals(table: Table, { gone, come }: Difference): string[] {
  const stay = new Set(of(table, come.chains).map(({ name }) => name));
  const names = of(table, gone.chains)
    .map(({ name }) => name)
    .filter((name) => !stay.has(name));
  return [...names.map((name) => `-F ${name}`), ...names.map((name) => `-X ${name}`)];
}

function of<Part extends { readonly table: Table }>(
  table: Table,
  fragment: readonly Part[],
): Part[] {
  return fragment.filter((part) => part.table === table);
}

// Ports ----------------------------------------------------------------------------------------

/**
 * The port at once drops frames from any other MAC, and lets its own in when the entry exists.
 */
function locking({ interface: link, mac }: LockPart, origin: Origin): Operation[] {
  const port = { namespace: null, link, ...origin };
  const lock: Operation = {
    op: 'bridge-port.set',
    phase: 'create',
    ...port,
    locked: true,
    learning: false,
  };
  if (mac === null) return [lock];
  return [lock, { op: 'bridge-entry.replace', phase: 'configure', ...port, mac, state: 'static' }];
}

/**
 * Where the link is deleted too, these operations find nothing, which is no failure in phase
 * `detach`. Where it stays, the bridge keeps its MAC as if learned: ports are not flooded, so a
 * silent workload could not be reached. A stray entry is deleted.
 */
function unlocking(
  { gone, come }: Difference,
  origin: Origin,
  { whole }: { whole: boolean },
): Operation[] {
  const stay = new Set(come.locks.map((lock) => lock.interface));
  const open = new Set(gone.locks.map((lock) => lock.interface).filter((name) => !stay.has(name)));
  const step = { phase: 'detach', namespace: null, ...origin } as const;
  return [
    ...[...open].map(
      (link): Operation => ({
        op: 'bridge-port.set',
        ...step,
        link,
        locked: false,
        learning: true,
      }),
    ),
    ...gone.locks.flatMap(({ interface: link, mac }): Operation[] => {
      if (mac === null) return [];
      const remove: Operation = { op: 'bridge-entry.delete', ...step, link, mac };
      if (whole) return [remove];
      return [remove, { op: 'bridge-entry.replace', ...step, link, mac, state: 'dynamic' }];
    }),
  ];
}
