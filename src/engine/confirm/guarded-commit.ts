import { type Entry, isHistoryEntry } from '@vpcctl/journal';
import { inputError } from '@vpcctl/sdk';
import type { EngineContext } from '../context/context.js';
import type { Plan } from '../model/plan.js';
import { commit, type Executed } from '../transaction/commit.js';
import type { Session } from '../transaction/session.js';
import { findPendingConfirmation, reversalOf } from './pending.js';

/** The terms of a commit-confirm: the change is rolled back unless it is confirmed in time. */
export interface ConfirmGuard {
  /** Milliseconds from the moment when the change is applied. */
  readonly within: number;
  /** Starts the watchdog of entry `seq`, in a process that outlives this one. */
  readonly watch: (seq: number, within: number) => Promise<void>;
}

/**
 * Refuses a change while another one awaits confirmation, since the state under it may be rolled
 * back at any time. Only the reversal of the unconfirmed change is allowed.
 * @throws VpcctlError `CONFIRMATION_PENDING`
 */
export async function refuseWhileUnconfirmed(
  context: EngineContext,
  session: Session,
  planned: Plan,
): Promise<void> {
  const pendingConfirmation = await findPendingConfirmation(context, session);
  if (pendingConfirmation === null || reverses(planned, pendingConfirmation.entry)) return;
  const { type, count } = reversalOf(pendingConfirmation.entry);
  throw inputError(
    'CONFIRMATION_PENDING',
    `"${pendingConfirmation.description}" (entry ${pendingConfirmation.seq}) awaits confirmation until ${pendingConfirmation.deadline}`,
    'keep it: vpcctl confirm',
    `roll it back: vpcctl ${type}${count === 1 ? '' : ` ${count}`}`,
  );
}

function reverses(planned: Plan, entry: Entry): boolean {
  const targets = targetsOf(planned);
  if (planned.content.type !== reversalOf(entry).type) return false;
  const wanted =
    isHistoryEntry(entry) && entry.type !== 'revert' ? entry.data.targets : [entry.seq];
  return wanted.every((seq) => targets.includes(seq));
}

function targetsOf({ content }: Plan): readonly number[] {
  const settled = { seq: 0, ...content };
  return isHistoryEntry(settled) ? settled.data.targets : [];
}

/**
 * Commits a plan with commit-confirm. The watchdog starts before the change, so the change is
 * rolled back even if this process is killed in the middle of it.
 * @throws VpcctlError as {@link commit}; as `watch`
 */
export async function commitWithConfirm(
  context: EngineContext,
  session: Session,
  planned: Plan,
  { within, watch }: ConfirmGuard,
): Promise<Executed> {
  await watch(session.projection.position.seq + 1, within);
  return commit(context, session, planned, within);
}
