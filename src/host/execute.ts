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
  /** Checked between invocations: an invocation that has begun is awaited. */
  readonly signal?: AbortSignal | undefined;
  /** The state directory, where the namespaces that the commands create are recorded as ours. */
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
 * Runs host commands, as {@link planInvocations} groups them. Stops at the first failure, and
 * throws once the invocations that ran in parallel have ended.
 * @throws VpcctlError `HOST_STEP_FAILED` and the other errors of {@link Host}; `HOST_INTERRUPTED`
 *   when `signal` is aborted
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
    if (failures.length > 0) throw joinFailures(failures);
  }
}

async function invoke(invocation: Invocation, host: Host): Promise<void> {
  if (invocation.type === 'sysctl') {
    for (const { key, value } of invocation.commands) host.writeSysctl(key, value);
    return;
  }
  if (invocation.type === 'program') {
    const [{ process: target }] = invocation.commands;
    if (target !== undefined) requireAlive(target);
  }
  if (invocation.type === 'foreign-firewall') {
    // Loaded on demand: few hosts have a foreign firewall.
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
    // Loaded on demand: few changes have a daemon.
    const { changeDaemon } = await import('./process/daemon.js');
    await changeDaemon(invocation.commands[0], host);
    return;
  }
  const process = processOf(invocation);
  if (process !== null) await host.run(process.program, process.args, process.input ?? undefined);
}

/** The first failure, whose hints name the failures that happened in parallel. */
function joinFailures([first, ...others]: readonly unknown[]): unknown {
  if (others.length === 0 || !isVpcctlError(first)) return first;
  const { message, code, category } = first;
  const parallel = others.map(
    (other) => `also failed: ${other instanceof Error ? other.message : other}`,
  );
  return new VpcctlError(message, {
    code,
    category,
    hints: [...first.hints, ...parallel],
    cause: first,
  });
}
