import { type Entry, isHistoryEntry } from '@vpcctl/journal';
import { inputError, isVpcctlError } from '@vpcctl/sdk';
import type { EngineContext } from '../context.js';
import type { Plan } from '../model/plan.js';
import { commit, type Executed } from '../run/commit.js';
import type { Session } from '../run/session.js';
import { findPendingConfirmation, type PendingConfirmation, reversalOf } from './pending.js';
import {
  readPendingFile,
  removePendingFile,
  stateDirectory,
  writePendingFile,
} from './pending-file.js';

/** How a change is guarded: it is taken back unless it is confirmed in time. */
export interface ConfirmGuard {
  /** Milliseconds from when the change is made. */
  readonly within: number;
  /** Starts what takes entry `seq` back, in a process that outlives this one. */
  readonly watch: (seq: number) => Promise<void>;
}

/**
 * Refuses a change while another awaits confirmation: what it would be made on may go at any moment. Only what takes
 * that one back may be done.
 * @returns the change that is taken back, or null
 * @throws VpcctlError `CONFIRMATION_AWAITED`
 */
export async function refuseWhileUnconfirmed(
  context: EngineContext,
  planned: Plan,
): Promise<PendingConfirmation | null> {
  const directory = stateDirectory(context);
  if (readPendingFile(directory) === null) return null;
  const pendingConfirmation = await findPendingConfirmation(context);
  // Left of a change that was never made: the next entry must not be taken for it.
  if (pendingConfirmation === null) removePendingFile(directory);
  if (pendingConfirmation === null || reverses(planned, pendingConfirmation.entry))
    return pendingConfirmation;
  const { type, count } = reversalOf(pendingConfirmation.entry);
  throw inputError(
    'CONFIRMATION_PENDING',
    `"${pendingConfirmation.description}" (entry ${pendingConfirmation.seq}) awaits confirmation until ${pendingConfirmation.deadline}`,
    'keep it: vpcctl confirm',
    `take it back: vpcctl ${type}${count === 1 ? '' : ` ${count}`}`,
  );
}

function reverses(planned: Plan, entry: Entry): boolean {
  const targets = targetsOf(planned);
  if (planned.type !== reversalOf(entry).type) return false;
  const wanted =
    isHistoryEntry(entry) && entry.type !== 'revert' ? entry.data.targets : [entry.seq];
  return wanted.every((seq) => targets.includes(seq));
}

function targetsOf({ type, data }: Plan): readonly number[] {
  const settled = { seq: 0, type, data };
  return isHistoryEntry(settled) ? settled.data.targets : [];
}

/**
 * Makes a plan real under guard: it is watched before it is made, so that whatever cuts this process off, in the
 * middle too, it is taken back.
 */
export async function commitWithConfirm(
  context: EngineContext,
  session: Session,
  planned: Plan,
  { within, watch }: ConfirmGuard,
): Promise<Executed> {
  const directory = stateDirectory(context);
  const seq = session.projection.position.seq + 1;
  const previous = readPendingFile(directory);
  const write = () =>
    writePendingFile(directory, { seq, deadline: new Date(Date.now() + within).toISOString() });
  write();
  let executed: Executed;
  try {
    await watch(seq);
    executed = await commit(context, session, planned);
  } catch (error) {
    // What could not be rolled back is tried again by what watches.
    if (isVpcctlError(error) && error.code === 'ROLLBACK_FAILED') throw error;
    if (previous === null) removePendingFile(directory);
    else writePendingFile(directory, previous);
    throw error;
  }
  try {
    // The time counts from when the change is made.
    write();
  } catch (error) {
    context.log.warn({ seq, error: String(error) }, 'the time to confirm counts from the start');
  }
  return executed;
}
