import { type Invocation, lineOf, namespaceOption, type VpcctlError } from '@vpcctl/sdk';
import { failedLines, saidBeside } from '../process/failure/batch.js';
import { type FailedProcess, ProgramFailure, stepFailure } from '../process/failure.js';
import { commandLine } from '../process/quote.js';
import { isGone, saysGone } from './gone.js';
import type { Host } from './host.js';
import { renderProgram, runProgram } from './program.js';

/** A batch as lines for a shell; one line alone is shown as the plain command. */
export function renderBatch(invocation: Invocation<'batch'>): string[] {
  const [first, ...others] = invocation.operations;
  if (first === undefined || others.length > 0) return renderProgram(invocation);
  const { program, words } = lineOf(first);
  return [commandLine([program, ...namespaceOption(invocation.namespace), ...words])];
}

/** Carries out the operations of a batch: by netlink, or by one program. */
export async function runBatch(
  invocation: Invocation<'batch'>,
  host: Host,
  signal?: AbortSignal,
): Promise<void> {
  const operator = (await host.openOperator?.()) ?? null;
  if (operator !== null) {
    const { runByNetlink } = await import('./netlink.js');
    return runByNetlink(invocation.operations, operator, {
      isForced: isForced(invocation),
      signal,
    });
  }
  try {
    await runProgram(invocation, host);
  } catch (error) {
    const failure = error instanceof ProgramFailure ? realFailure(invocation, error.failed) : error;
    if (failure !== null) throw failure;
  }
}

/**
 * The failure of a batch; null where a forced batch only failed to delete things that are gone.
 * Pure.
 */
export function realFailure(
  invocation: Invocation<'batch'>,
  failed: FailedProcess,
): VpcctlError | null {
  const lines = failedLines(failed);
  const real = lines.find(({ index, said }) => {
    const operation = invocation.operations[index];
    return operation === undefined || !isGone(operation, said);
  });
  const beside = saidBeside(failed);
  const isHarmless = lines.length === 0 ? saysGone(beside) : real === undefined && beside === '';
  if (isForced(invocation) && isHarmless && failed.exitCode !== null) return null;
  return stepFailure(failed, real);
}

/** Deletions go on where one of them fails. */
function isForced({ phase }: Invocation<'batch'>): boolean {
  return phase === 'detach' || phase === 'cleanup';
}
