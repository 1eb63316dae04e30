import { type BatchLine, type HostCommand, PHASES, type Phase } from '../contract/driver.js';
import { VpcctlError } from '../errors.js';
import { type Invocation, namespaceOf } from './invocation.js';

/**
 * Groups host commands into as few invocations as possible. Pure. The outer list is run in order, the
 * invocations in an inner list side by side. Phases come in their order. Within a phase, commands that one
 * program can take together become one invocation, where the first of them stood; what one namespace gets from
 * one program keeps its order. Namespaces stand on the host's links: they come after the host's own work, before
 * it in `cut`, and beside it in `settle`. So do qdiscs: `tc` comes last, and first in `cut`. What `raise` has for the
 * program that `build` ended with goes with it.
 * @throws VpcctlError `HOST_WORD_UNSAFE` for a batch line with a word that `ip -batch` would split or drop
 */
export function planInvocations(commands: readonly HostCommand[]): Invocation[][] {
  for (const command of commands) if (command.type === 'batch') checkWords(command);
  const stages = PHASES.flatMap((phase) =>
    planPhase(
      phase,
      commands.filter((command) => command.phase === phase),
    ),
  );
  const merged: Invocation[][] = [];
  for (const stage of stages) {
    const together = joined(merged.at(-1) ?? [], stage);
    if (together === null) merged.push(stage);
    else merged.splice(-1, 1, [together]);
  }
  return merged;
}

/** A stage of `build` and one of `raise` as one invocation, where one program can take both; null elsewhere. */
function joined(
  [first, ...besideFirst]: readonly Invocation[],
  [second, ...besideSecond]: readonly Invocation[],
): Invocation | null {
  if (first?.type !== 'batch' || second?.type !== 'batch') return null;
  if (besideFirst.length > 0 || besideSecond.length > 0) return null;
  if (first.phase !== 'create' || second.phase !== 'up') return null;
  if (first.program !== second.program || first.namespace !== second.namespace) return null;
  return { ...first, commands: [...first.commands, ...second.commands] };
}

function planPhase(phase: Phase, commands: readonly HostCommand[]): Invocation[][] {
  const byNamespace = groupBy(commands, namespaceOf);
  const host = chain(byNamespace.get(null) ?? []);
  byNamespace.delete(null);
  const namespaces = [...byNamespace.values()].map(chain);
  switch (phase) {
    case 'detach':
    case 'cleanup':
      return [...inParallel(namespaces), ...inParallel([host])];
    case 'configure':
      return inParallel([host, ...namespaces]);
    default:
      return [...inParallel([host]), ...inParallel(namespaces)];
  }
}

/** One namespace's commands of a phase as invocations that run one after the other. */
function chain(commands: readonly HostCommand[]): Invocation[] {
  const groups = groupBy(commands, (command) => {
    // Each other program is an invocation of its own; the object itself is its key.
    if (['program', 'conntrack-flush', 'daemon'].includes(command.type)) return command;
    if (command.type === 'foreign-firewall') {
      const { filter, family, table } = command.exception;
      return `passage ${filter} ${family} ${table}`;
    }
    return command.type === 'batch' ? `batch ${command.program}` : command.type;
  });
  const invocations = [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [invocation(first, group)];
  });
  return invocations.sort((one, other) => rank(one) - rank(other));
}

/** Where an invocation comes in its phase; the sort keeps the order of equals. Settings of ports hold when they go up. */
function rank(invocation: Invocation): number {
  if (invocation.type === 'sysctl' && invocation.phase === 'up') return -1;
  if (invocation.type !== 'batch' || invocation.program !== 'tc') return 0;
  return invocation.phase === 'detach' || invocation.phase === 'cleanup' ? -1 : 1;
}

/** The invocation of `group`, all of which are of the kind and program of `first`. */
function invocation(first: HostCommand, group: readonly HostCommand[]): Invocation {
  const { phase } = first;
  switch (first.type) {
    case 'batch': {
      const { program, namespace } = first;
      const commands = group.filter((command) => command.type === 'batch');
      return { type: 'batch', phase, program, namespace, commands };
    }
    case 'nft':
      return { type: 'nft', phase, commands: group.filter((command) => command.type === 'nft') };
    case 'sysctl':
      return {
        type: 'sysctl',
        phase,
        commands: group.filter((command) => command.type === 'sysctl'),
      };
    case 'foreign-firewall':
      return {
        type: 'foreign-firewall',
        phase,
        commands: group.filter((command) => command.type === 'foreign-firewall'),
      };
    case 'program':
      return { type: 'program', phase, commands: [first] };
    case 'conntrack-flush':
      return { type: 'conntrack-flush', phase, commands: [first] };
    case 'daemon':
      return { type: 'daemon', phase, commands: [first] };
  }
}

/** The first of each chain together, then the second of each, and so on. */
function inParallel(chains: readonly (readonly Invocation[])[]): Invocation[][] {
  const length = Math.max(0, ...chains.map((each) => each.length));
  return Array.from({ length }, (_, index) =>
    chains.flatMap((each) => each.slice(index, index + 1)),
  );
}

/** Groups in the order in which their keys first appear. */
function groupBy<T, K>(values: readonly T[], key: (value: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const group = groups.get(key(value));
    if (group === undefined) groups.set(key(value), [value]);
    else group.push(value);
  }
  return groups;
}

/** White space and quotes split or join words, `#` starts a comment, `\` joins lines (lib/utils.c of iproute2). */
function checkWords(line: BatchLine): void {
  const unsafe = line.words.find((word) => !/^[^\s'"#\\\0]+$/.test(word));
  if (unsafe === undefined) return;
  throw new VpcctlError(
    `${line.program}: ${JSON.stringify(unsafe)} can't be a word of a batch line`,
    {
      code: 'HOST_WORD_UNSAFE',
      category: 'internal',
      hints: ['names, addresses and aliases must have no white space, quotes, # or backslash'],
    },
  );
}
