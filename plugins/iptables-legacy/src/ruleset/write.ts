/**
 * From what goes and what comes to what the programs read.
 *
 * `iptables-legacy-restore` changes each table at once, but one table after the other. `filter` decides, and the others
 * serve what it lets pass: guard, zones, marks, masquerade. So they get what is new before `filter` changes, and lose
 * what is old after it: no packet is let pass that is not yet guarded, marked and masqueraded, or no longer.
 */
import type { BatchLine, HostCommand, ProgramRun } from '@vpcctl/sdk';
import type { LockPart, RulesetFragment, Table } from './objects.js';

/** What goes and what comes. A chain that is in both is filled anew; elements of a chain that goes go with it. */
export interface Difference {
  readonly gone: RulesetFragment;
  readonly come: RulesetFragment;
}

const SERVING = ['raw', 'mangle', 'nat'] as const;

/** Seconds to wait for another program that holds iptables' lock. */
const PATIENCE = '10';

/**
 * Host commands for a difference. Of all that is ours iptables' chains come first and go last: where there are none,
 * nothing of ours is left. Programs of the bridge and of ARP come beside them.
 * @param whole as after damage: each table in one step, since nothing is known of what stands there now
 */
export function write(
  difference: Difference,
  why: string,
  { whole }: { whole: boolean },
): HostCommand[] {
  const { gone, come } = difference;
  const input = whole ? wholeText(difference) : restoreText(difference);
  const restore: ProgramRun[] =
    input === ''
      ? []
      : [
          {
            type: 'program',
            phase: 'filter',
            program: 'iptables-legacy-restore',
            arguments: ['--noflush', '--wait', PATIENCE],
            input,
            why,
          },
        ];
  return [
    ...unlocking(difference, why, { whole }),
    ...[...detachments('arp', gone), ...(whole ? [] : removals('arp', difference))].map(arp),
    ...restore,
    ...[...fillings('arp', difference), ...(whole ? removals('arp', difference) : [])].map(arp),
    ...come.locks.flatMap((lock) => locking(lock, why)),
  ];

  function arp(line: string): ProgramRun {
    const words = line.split(' ');
    return {
      type: 'program',
      phase: 'filter',
      program: 'arptables-legacy',
      arguments: words,
      input: null,
      why,
    };
  }
}

// Tables ---------------------------------------------------------------------------------------

function restoreText(difference: Difference): string {
  const { gone } = difference;
  return [
    ...SERVING.map((table) => section(table, fillings(table, difference))),
    section('filter', change('filter', difference)),
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

function change(table: Table, difference: Difference): string[] {
  return [
    ...detachments(table, difference.gone),
    ...fillings(table, difference),
    // Only what nobody jumps to any more can go.
    ...removals(table, difference),
  ];
}

/** What leads to chains that go. */
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

/** Chains before the rules that jump to them, elements before a chain's own rules, and the way in at last. */
function fillings(table: Table, { gone, come }: Difference): string[] {
  const stood = new Set(of(table, gone.chains).map(({ name }) => name));
  const chains = of(table, come.chains);
  return [
    ...chains.map(({ name }) => `${stood.has(name) ? '-F' : '-N'} ${name}`),
    ...chains.flatMap(({ name, rules }) => rules.map((rule) => `-A ${name} ${rule}`)),
    ...of(table, come.elements).map(({ chain, rule }) => `-I ${chain} ${rule}`),
    ...of(table, come.jumps).map(({ from, rule }) => `-I ${from} ${rule}`),
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

/** The port drops what does not come from its MAC: at once, and lets that in when its entry stands. */
function locking({ interface: name, mac }: LockPart, why: string): BatchLine[] {
  return [
    line('ip', 'create', why, `link set dev ${name} type bridge_slave locked on learning off`),
    line('bridge', 'configure', why, `fdb replace ${mac} dev ${name} master static`),
  ];
}

/**
 * Where the link goes too these find nothing, which is no failure in `cut`. Where it stays, the bridge knows its MAC on, as
 * if it had learned it: ports are not flooded, so one that sends nothing could not be reached. A stray entry is forgotten.
 */
function unlocking(
  { gone, come }: Difference,
  why: string,
  { whole }: { whole: boolean },
): BatchLine[] {
  const stay = new Set(come.locks.map((lock) => lock.interface));
  const open = new Set(gone.locks.map((lock) => lock.interface).filter((name) => !stay.has(name)));
  return [
    ...[...open].map((name) =>
      line('ip', 'detach', why, `link set dev ${name} type bridge_slave locked off learning on`),
    ),
    ...gone.locks.flatMap(({ interface: name, mac }) =>
      mac === null
        ? []
        : [
            line('bridge', 'detach', why, `fdb del ${mac} dev ${name} master static`),
            ...(whole
              ? []
              : [line('bridge', 'detach', why, `fdb replace ${mac} dev ${name} master dynamic`)]),
          ],
    ),
  ];
}

function line(
  program: 'ip' | 'bridge',
  phase: BatchLine['phase'],
  why: string,
  words: string,
): BatchLine {
  return { type: 'batch', phase, program, namespace: null, words: words.split(' '), why };
}
