import { isLineOperation, lineOf } from '../line/line.js';
import type { Line } from '../line/table.js';
import type { Operation } from '../operation/operation.js';
import { PHASES, type Phase } from '../operation/phase.js';
import { groupBy } from './group-by.js';
import type { Invocation } from './invocation.js';

/**
 * Groups operations into as few invocations as possible. Pure. The outer list runs in order, the
 * invocations of an inner list run in parallel.
 *
 * Phases keep their order. Within a phase, operations that one program can carry out together
 * become one invocation, at the place of the first of them. Operations of one program in one
 * namespace keep their order. Namespaces depend on the host's links: their operations come after
 * the host's, before them in `detach` and `cleanup`, and beside them in `configure`. Qdiscs depend on links, too: `tc`
 * comes last, and first in `detach` and `cleanup`. Lines of `up` join the last invocation of
 * `create` where one program can take both.
 * @throws VpcctlError `HOST_WORD_UNSAFE` for an operation whose line has a word that `ip -batch`
 *   would split or drop
 */
export function planInvocations(operations: readonly Operation[]): Invocation[][] {
  const programs: Programs = new Map(
    operations.filter(isLineOperation).map((each) => [each, lineOf(each).program]),
  );
  const stages = PHASES.flatMap((phase) =>
    planPhase(
      phase,
      operations.filter((operation) => operation.phase === phase),
      programs,
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

/** The programs whose lines the operations are. */
type Programs = ReadonlyMap<Operation, Line['program']>;

/** A stage of `create` and one of `up` as one invocation; null where no program can take both. */
function joined(
  [first, ...besideFirst]: readonly Invocation[],
  [second, ...besideSecond]: readonly Invocation[],
): Invocation | null {
  if (first?.type !== 'batch' || second?.type !== 'batch') return null;
  if (besideFirst.length > 0 || besideSecond.length > 0) return null;
  if (first.phase !== 'create' || second.phase !== 'up') return null;
  if (first.program !== second.program || first.namespace !== second.namespace) return null;
  return { ...first, operations: [...first.operations, ...second.operations] };
}

function planPhase(
  phase: Phase,
  operations: readonly Operation[],
  programs: Programs,
): Invocation[][] {
  const byNamespace = groupBy(operations, ({ namespace }) => [namespace]);
  const host = chain(byNamespace.get(null) ?? [], programs);
  byNamespace.delete(null);
  const namespaces = [...byNamespace.values()].map((each) => chain(each, programs));
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

/** The operations of one namespace and phase, as invocations that run one after the other. */
function chain(operations: readonly Operation[], programs: Programs): Invocation[] {
  const groups = groupBy(operations, (operation) => [sharedWith(operation, programs)]);
  const invocations = [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [invocation(first, group)];
  });
  return invocations.sort((one, other) => rank(one) - rank(other));
}

/** Operations of one namespace and phase with the same key share an invocation. */
function sharedWith(operation: Operation, programs: Programs): string | Operation {
  switch (operation.op) {
    case 'namespace.attach':
    case 'program.run':
    case 'conntrack.flush':
    case 'daemon.start':
    case 'daemon.stop':
    case 'lasting-exception.write':
    case 'lasting-exception.remove':
      // Each is an invocation of its own, so the object itself is its key.
      return operation;
    case 'firewall-exception.open':
    case 'firewall-exception.close': {
      const { filter, family, table } = operation.exception;
      return `exception ${filter} ${family} ${table}`;
    }
    case 'nft.transaction':
    case 'sysctl.set':
      return operation.op;
    default:
      return `batch ${programs.get(operation)}`;
  }
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

/** The invocation of `group`, whose operations all share it with `first`. */
function invocation(first: Operation, group: readonly Operation[]): Invocation {
  const { phase } = first;
  switch (first.op) {
    case 'namespace.attach':
      return { type: 'attach', phase, operations: [first] };
    case 'program.run':
      return { type: 'program', phase, operations: [first] };
    case 'conntrack.flush':
      return { type: 'conntrack-flush', phase, operations: [first] };
    case 'daemon.start':
    case 'daemon.stop':
      return { type: 'daemon', phase, operations: [first] };
    case 'lasting-exception.write':
    case 'lasting-exception.remove':
      return { type: 'lasting-exception', phase, operations: [first] };
    case 'nft.transaction':
      return {
        type: 'nft',
        phase,
        operations: group.filter((each) => each.op === 'nft.transaction'),
      };
    case 'sysctl.set':
      return {
        type: 'sysctl',
        phase,
        operations: group.filter((each) => each.op === 'sysctl.set'),
      };
    case 'firewall-exception.open':
    case 'firewall-exception.close':
      return {
        type: 'foreign-firewall',
        phase,
        operations: group.filter(
          (each) => each.op === 'firewall-exception.open' || each.op === 'firewall-exception.close',
        ),
      };
    default: {
      const { namespace } = first;
      const { program } = lineOf(first);
      const operations = group.filter(isLineOperation);
      return { type: 'batch', phase, program, namespace, operations };
    }
  }
}

/** The first invocation of each chain together, then the second of each, and so on. */
function inParallel(chains: readonly (readonly Invocation[])[]): Invocation[][] {
  const length = Math.max(0, ...chains.map((each) => each.length));
  return Array.from({ length }, (_, index) =>
    chains.flatMap((each) => each.slice(index, index + 1)),
  );
}
