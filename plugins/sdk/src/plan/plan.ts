import { type BatchLine, type HostCommand, PHASES, type Phase } from '../contract/driver.js';
import { VpcctlError } from '../contract/errors.js';
import { type Invocation, namespaceOf } from './invocation.js';

/**
 * Groups host commands into as few invocations as possible. Pure. The outer list runs in order, the
 * invocations of an inner list run in parallel.
 *
 * Phases keep their order. Within a phase, commands that one program can carry out together become
 * one invocation, at the place of the first of them. Commands of one program in one namespace keep
 * their order. Namespaces depend on the host's links: their commands come after the host's, before
 * them in `detach` and `cleanup`, and beside them in `configure`. Qdiscs depend on links, too: `tc`
 * comes last, and first in `detach` and `cleanup`. Lines of `up` join the last invocation of
 * `create` where one program can take both.
 * @throws VpcctlError `HOST_WORD_UNSAFE` for a batch line with a word that `ip -batch` would split
 *   or drop
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

/** A stage of `create` and one of `up` as one invocation; null where no program can take both. */
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

/** The commands of one namespace and phase, as invocations that run one after the other. */
function chain(commands: readonly HostCommand[]): Invocation[] {
  const groups = groupBy(commands, (command) => {
    // Each of these is an invocation of its own, so the object itself is its key.
    if (['program', 'conntrack-flush', 'daemon'].includes(command.type)) return command;
    if (command.type === 'foreign-firewall') {
      const { filter, family, table } = command.exception;
      return `exception ${filter} ${family} ${table}`;
    }
    return command.type === 'batch' ? `batch ${command.program}` : command.type;
  });
  const invocations = [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [invocation(first, group)];
  });
  return invocations.sort((one, other) => rank(one) - rank(other));
}

/**
 * The place of an invocation in its phase; the sort keeps the order of equals. Sysctls of ports are
 * written before the ports go up.
 */
function rank(invocation: Invocation): number {
  if (invocation.type === 'sysctl' && invocation.phase === 'up') return -1;
  if (invocation.type !== 'batch' || invocation.program !== 'tc') return 0;
  return invocation.phase === 'detach' || invocation.phase === 'cleanup' ? -1 : 1;
}

/** The invocation of `group`, whose commands all have the type and program of `first`. */
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

/** The first invocation of each chain together, then the second of each, and so on. */
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

/**
 * White space and quotes split or join words, `#` starts a comment, and `\` joins lines
 * (lib/utils.c of iproute2).
 */
function checkWords(line: BatchLine): void {
  const unsafe = line.words.find((word) => !/^[^\s'"#\\\0]+$/.test(word));
  if (unsafe === undefined) return;
  throw new VpcctlError(
    `${line.program}: ${JSON.stringify(unsafe)} cannot be a word of a batch line`,
    {
      code: 'HOST_WORD_UNSAFE',
      category: 'internal',
      hints: ['names, addresses and aliases must not contain white space, quotes, # or backslash'],
    },
  );
}
