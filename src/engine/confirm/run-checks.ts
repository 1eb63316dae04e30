import { isVpcctlError } from '@vpcctl/sdk';
import type { EngineContext } from '../context.js';
import type { Executed } from '../run/commit.js';
import { type Check, type Checked, checkFailed, makeChecks } from './check.js';
import { confirm } from './pending.js';
import { rollBackUnconfirmed } from './rollback.js';

/**
 * Makes the checks of a change that awaits confirmation. Where one fails, or can't be made, the change is taken back
 * at once.
 * @param confirming whether checks that pass confirm it
 * @throws VpcctlError `CHECK_FAILED`; what kept a check from being made; `CONFIRM_NOTHING` where somebody else took
 *   the change back meanwhile
 */
export async function runChecks(
  context: EngineContext,
  { entry, stateAfter }: Executed,
  checks: readonly Check[],
  confirming: boolean,
): Promise<Checked[]> {
  if (checks.length === 0) return [];
  let checked: Checked[];
  try {
    checked = await makeChecks(stateAfter, checks, context.signal);
  } catch (error) {
    await undo(context, entry.seq);
    throw error;
  }
  const failed = checked.filter(({ passed }) => !passed);
  if (failed.length > 0) throw checkFailed(failed, [await undo(context, entry.seq)]);
  if (confirming) await confirm(context, entry.seq);
  return checked;
}

/** @returns what became of it, in words */
async function undo(context: EngineContext, seq: number): Promise<string> {
  try {
    // Also after Ctrl-C.
    const executed = await rollBackUnconfirmed(
      { ...context, signal: undefined },
      (pendingConfirmation) => {
        return pendingConfirmation.seq === seq;
      },
    );
    if (executed === null) return `somebody else took entry ${seq} back meanwhile`;
    const again = executed.type === 'undo' ? 'redo' : 'undo';
    return `entry ${seq} was taken back by entry ${executed.entry.seq}; vpcctl ${again} makes the change again`;
  } catch (error) {
    const { message } = isVpcctlError(error) ? error : { message: String(error) };
    return `entry ${seq} could not be taken back (${message}); it is tried again until it is confirmed`;
  }
}
