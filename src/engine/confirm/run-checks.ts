import { isVpcctlError } from '@vpcctl/sdk';
import type { EngineContext } from '../context/context.js';
import type { Executed } from '../transaction/commit.js';
import { type Check, type Checked, checkFailed, probeChecks } from './check.js';
import { confirm } from './pending.js';
import { rollBackUnconfirmed } from './rollback.js';

/**
 * Runs the checks of a change that awaits confirmation. Where a check fails, or can't run, the
 * change is rolled back at once.
 * @param packageRoot vpcctl's own directory
 * @param confirming whether checks that pass confirm the change
 * @throws VpcctlError `CHECK_FAILED`; the error of a check that can't run; `CONFIRM_NOTHING` where
 *   another command rolled the change back meanwhile
 */
export async function runChecks(
  context: EngineContext,
  packageRoot: string,
  { entry, stateAfter }: Executed,
  checks: readonly Check[],
  confirming: boolean,
): Promise<Checked[]> {
  if (checks.length === 0) return [];
  let checked: Checked[];
  try {
    checked = await probeChecks(packageRoot, stateAfter, checks, context.signal);
  } catch (error) {
    await rollBack(context, entry.seq);
    throw error;
  }
  const failed = checked.filter(({ passed }) => !passed);
  if (failed.length > 0) throw checkFailed(failed, [await rollBack(context, entry.seq)]);
  if (confirming) await confirm(context, entry.seq);
  return checked;
}

/** @returns the result of the rollback, as a hint */
async function rollBack(context: EngineContext, seq: number): Promise<string> {
  try {
    // Without the signal, so that the rollback also runs after Ctrl-C.
    const executed = await rollBackUnconfirmed(
      { ...context, signal: undefined },
      (pendingConfirmation) => {
        return pendingConfirmation.seq === seq;
      },
    );
    if (executed === null) return `another command rolled entry ${seq} back meanwhile`;
    const again = executed.content.type === 'undo' ? 'redo' : 'undo';
    return `entry ${executed.entry.seq} rolled entry ${seq} back; vpcctl ${again} makes the change again`;
  } catch (error) {
    const { message } = isVpcctlError(error) ? error : { message: String(error) };
    return `entry ${seq} could not be rolled back (${message}); the rollback is tried again until the entry is confirmed`;
  }
}
