import {
  type Invocation,
  isVpcctlError,
  type Operation,
  planInvocations,
  VpcctlError,
} from '@vpcctl/sdk';
import { inParallel } from '../process/parallel.js';
import { interrupted } from '../process/run.js';
import { recordCreatedNamespaces } from '../record/created-namespaces.js';
import { runInvocation } from './executors.js';
import type { Host } from './host.js';

export interface ExecuteOptions {
  /** Called before each invocation, for progress and `--explain`. */
  readonly onStep?: ((step: Step) => void) | undefined;
  /** Checked between invocations, and between operations by netlink; a program is awaited. */
  readonly signal?: AbortSignal | undefined;
  /** The state directory, where the namespaces that the operations create are recorded as ours. */
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
 * Carries out operations, as {@link planInvocations} groups them. Stops at the first failure, and
 * throws once the invocations that ran in parallel have ended.
 * @throws VpcctlError `HOST_STEP_FAILED` and the other errors of {@link Host}; `HOST_INTERRUPTED`
 *   when `signal` is aborted
 */
export async function execute(
  operations: readonly Operation[],
  host: Host,
  options: ExecuteOptions,
): Promise<void> {
  await recordCreatedNamespaces(options.directory, operations, () =>
    run(operations, host, options),
  );
}

async function run(
  operations: readonly Operation[],
  host: Host,
  options: ExecuteOptions,
): Promise<void> {
  const stages = planInvocations(operations);
  const total = stages.flat().length;
  let number = 0;
  for (const stage of stages) {
    const { failures } = await inParallel(stage, async (invocation) => {
      if (options.signal?.aborted) throw interrupted();
      number += 1;
      options.onStep?.({ invocation, number, total });
      await runInvocation(invocation, host, options.signal);
    });
    if (failures.length > 0) throw joinFailures(failures);
  }
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
