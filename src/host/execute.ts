import {
  type HostCommand,
  type Invocation,
  isVpcctlError,
  planInvocations,
  processOf,
  VpcctlError,
} from '@vpcctl/sdk';
import type { Host } from './host.js';
import { requireAlive } from './proc/process-identity.js';
import { inParallel } from './process/parallel.js';
import { interrupted } from './process/run.js';
import { recordCreatedNamespaces } from './record/created-namespaces.js';

export interface ExecuteOptions {
  /** Called before each invocation, for progress and `--explain`. */
  readonly onStep?: ((step: Step) => void) | undefined;
  /** Looked at between invocations: what has begun is let finish. */
  readonly signal?: AbortSignal | undefined;
  /** The state directory, where the namespaces that are made are recorded as ours. */
  readonly directory: string;
}

/** An invocation that is about to run. */
export interface Step {
  readonly invocation: Invocation;
  /** From 1. */
  readonly number: number;
  readonly total: number;
}

/**
 * Makes host commands happen, as {@link planInvocations} groups them. Stops at the first that fails; what was started beside
 * it has ended when this throws.
 * @throws VpcctlError `HOST_STEP_FAILED` and what else {@link Host} throws; `HOST_INTERRUPTED` when `signal` is
 *   aborted
 */
export async function execute(
  commands: readonly HostCommand[],
  host: Host,
  options: ExecuteOptions,
): Promise<void> {
  await recordCreatedNamespaces(options.directory, commands, () => run(commands, host, options));
}

async function run(
  commands: readonly HostCommand[],
  host: Host,
  options: ExecuteOptions,
): Promise<void> {
  const stages = planInvocations(commands);
  const total = stages.flat().length;
  let number = 0;
  for (const stage of stages) {
    const { failures } = await inParallel(stage, async (invocation) => {
      if (options.signal?.aborted) throw interrupted();
      number += 1;
      options.onStep?.({ invocation, number, total });
      await invoke(invocation, host);
    });
    if (failures.length > 0) throw together(failures);
  }
}

async function invoke(invocation: Invocation, host: Host): Promise<void> {
  if (invocation.type === 'sysctl') {
    for (const { key, value } of invocation.commands) host.writeSysctl(key, value);
    return;
  }
  if (invocation.type === 'program') {
    const [{ process: spokenOf }] = invocation.commands;
    if (spokenOf !== undefined) requireAlive(spokenOf);
  }
  if (invocation.type === 'foreign-firewall') {
    // Loaded on demand: few hosts have another filter.
    const { applyForeignFirewall } = await import('./foreign-firewall/apply.js');
    await applyForeignFirewall(invocation.commands, host);
    return;
  }
  if (invocation.type === 'conntrack-flush') {
    const { flushConnections } = await import('./conntrack/flush.js');
    const [flush] = invocation.commands;
    await flushConnections(flush, host);
    return;
  }
  if (invocation.type === 'daemon') {
    // As rare.
    const { changeDaemon } = await import('./process/daemon.js');
    await changeDaemon(invocation.commands[0], host);
    return;
  }
  const process = processOf(invocation);
  if (process !== null) await host.run(process.program, process.args, process.input ?? undefined);
}

/** The first failure; what failed beside it is named in its hints. */
function together([first, ...others]: readonly unknown[]): unknown {
  if (others.length === 0 || !isVpcctlError(first)) return first;
  const { message, code, category } = first;
  const beside = others.map(
    (other) => `also failed: ${other instanceof Error ? other.message : other}`,
  );
  return new VpcctlError(message, {
    code,
    category,
    hints: [...first.hints, ...beside],
    cause: first,
  });
}
