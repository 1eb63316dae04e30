import { setImmediate as turn } from 'node:timers/promises';
import { type LineOperation, lineOf, namespaceOption, type VpcctlError } from '@vpcctl/sdk';
import { stepFailure } from '../process/failure.js';
import { commandLine } from '../process/quote.js';
import { interrupted } from '../process/run.js';
import { isGone } from './gone.js';
import type { Operator } from './operator.js';
import { Refusal } from './refusal.js';

interface Options {
  /** Deletions go on where one of them fails, as with `-force` of `ip`. */
  readonly isForced: boolean;
  /** Checked before each operation. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Carries out operations one after the other, without a program, and closes `operator`. Stops at
 * the first failure; where `isForced`, it carries out the rest before it throws. What a forced
 * deletion does not find is no failure.
 * @throws VpcctlError `HOST_STEP_FAILED` with the operation's line, and the kernel's message in the
 *   words of `ip`; `HOST_INTERRUPTED`
 */
export async function runByNetlink(
  operations: readonly LineOperation[],
  operator: Operator,
  { isForced, signal }: Options,
): Promise<void> {
  let failure: VpcctlError | null = null;
  try {
    for (const operation of operations) {
      // An operation blocks. Signals and timers get their turn between two of them.
      await turn();
      if (signal?.aborted) throw interrupted();
      try {
        await operator.carryOut(operation);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        if (isForced && isGone(operation, error.said)) continue;
        failure ??= operationFailure(operation, error.said);
        if (!isForced) break;
      }
    }
  } finally {
    operator.close();
  }
  if (failure !== null) throw failure;
}

function operationFailure(operation: LineOperation, said: string): VpcctlError {
  const { program, words } = lineOf(operation);
  const args = [...namespaceOption(operation.namespace), ...words];
  const failed = { program, args, input: null, stderr: said, exitCode: null, ending: said };
  return stepFailure(failed, { index: 0, command: commandLine([program, ...args]), said });
}
