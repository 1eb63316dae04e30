/**
 * The host as two ways of building on it are compared: what makes a difference, and nothing that
 * only differs.
 */
import { readdirSync } from 'node:fs';
import { type CommandLine, mustRun } from '../measure/program.js';

/**
 * Numbers that the kernel gives in order of creation, timers, the creator of a route, and the
 * comments of rules: the script has its comments in the script.
 */
const INCIDENTAL = [
  ...['ifindex', 'link_index', 'link_netnsid', 'port_id', 'port_no', 'metainfo', 'handle'],
  ...['hello_timer', 'tcn_timer', 'topology_change_timer', 'gc_timer', 'forward_delay_timer'],
  ...['comment', 'protocol', 'noprefixroute', 'message_age_timer', 'hold_timer'],
];

const PRINTERS: readonly CommandLine[] = [
  ['ip', '-j', '-d', 'link'],
  ['ip', '-j', 'addr'],
  ['ip', '-j', '-4', 'route', 'show', 'table', 'all'],
  ['ip', '-j', '-6', 'route', 'show', 'table', 'all'],
  ['ip', '-j', '-4', 'rule'],
  ['nft', '-j', 'list', 'ruleset'],
];

/**
 * The host and its named namespaces, a line for each thing, in the order in which they were made.
 */
export function hostState(): string[] {
  const namespaces = readdirSync('/run/netns').sort();
  return [
    ...lines('host', []),
    ...namespaces.flatMap((name) => lines(name, ['ip', 'netns', 'exec', name])),
    ...sysctls(),
  ];
}

function lines(where: string, enter: readonly string[]): string[] {
  return PRINTERS.flatMap(([program, ...args]) => {
    const [first = program, ...rest] = [...enter, program, ...args];
    const { stdout } = mustRun([first, ...rest]);
    return things(stdout).map((thing) => `${where}: ${args.at(-1)}: ${thing}`);
  });
}

/** One line for each thing in a JSON list; `ip` prints nothing at all for an empty one. */
function things(text: string): string[] {
  const parsed: unknown = text.trim() === '' ? [] : JSON.parse(text);
  const list: unknown[] = Array.isArray(parsed) ? parsed : Object.values(Object(parsed)).flat();
  return list.map((thing) => JSON.stringify(thing, significant));
}

/** Lists are sorted too: the kernel lists a set's elements in an order that is random. */
function significant(key: string, value: unknown): unknown {
  if (INCIDENTAL.includes(key)) return undefined;
  if (key !== 'elem' || !Array.isArray(value)) return value;
  return value.map((element) => JSON.stringify(element)).sort();
}

function sysctls(): string[] {
  // Some are write-only, hence `-e`; the number of tracked connections changes by itself.
  const { stdout } = mustRun(['sysctl', '-ae', '--pattern', '^net\\.']);
  return stdout.split('\n').filter((line) => line !== '' && !line.includes('nf_conntrack_count'));
}
