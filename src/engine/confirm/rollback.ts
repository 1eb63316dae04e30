import type { EngineContext } from '../context.js';
import type { Plan } from '../model/plan.js';
import { planHistory } from '../model/plan-history.js';
import { adaptToHost } from '../run/adapt-plan.js';
import { commit, type Executed } from '../run/commit.js';
import { type Session, withSession } from '../run/session.js';
import {
  findPendingConfirmation,
  isExpired,
  type PendingConfirmation,
  reversalOf,
} from './pending.js';
import { readPendingFile, removePendingFile, stateDirectory } from './pending-file.js';

/**
 * Takes a change back that awaits confirmation, by the engine's own undo (redo, where it is an undo itself).
 * @param when looked at under the lock: whether it is to be taken back
 * @returns null where none awaits confirmation any more, or `when` says no
 * @throws VpcctlError as any change does; it then awaits confirmation as before
 */
export function rollBackUnconfirmed(
  context: EngineContext,
  when: (pendingConfirmation: PendingConfirmation) => boolean,
): Promise<Executed | null> {
  return withSession(context, async (session) => {
    const pendingConfirmation = await findPendingConfirmation(context);
    if (pendingConfirmation === null) removePendingFile(stateDirectory(context));
    if (pendingConfirmation === null || !when(pendingConfirmation)) return null;
    return record(
      context,
      session,
      pendingConfirmation,
      planReversal(context, pendingConfirmation),
    );
  });
}

/**
 * Takes back what was not confirmed in time and is still there, since what watched it was ended. Before a command
 * starts, as an interrupted one is rolled back.
 */
export async function rollBackExpired(context: EngineContext): Promise<void> {
  if (readPendingFile(stateDirectory(context)) === null) return;
  await rollBackUnconfirmed(context, (pendingConfirmation) =>
    isExpiredAndReported(context, pendingConfirmation),
  );
}

/** A change that was not confirmed in time, for a host of which nobody knows what it has of it. */
export interface ExpiredConfirmation {
  /** What takes it back. */
  readonly planned: Plan;
  /** Records that, when the host has been made to match it. */
  readonly record: (session: Session) => Promise<unknown>;
}

/** What was not confirmed in time and still stands in the journal; null where there is nothing. */
export async function findExpired(context: EngineContext): Promise<ExpiredConfirmation | null> {
  const pendingConfirmation = await findPendingConfirmation(context);
  if (pendingConfirmation === null || !isExpiredAndReported(context, pendingConfirmation))
    return null;
  const planned = planReversal(context, pendingConfirmation);
  return {
    planned,
    record: (session) =>
      record(context, session, pendingConfirmation, { ...planned, commands: [] }),
  };
}

function planReversal({ registry }: EngineContext, { entry, entries }: PendingConfirmation): Plan {
  return planHistory(registry, entries, reversalOf(entry));
}

async function record(
  context: EngineContext,
  session: Session,
  { seq }: PendingConfirmation,
  planned: Plan,
): Promise<Executed> {
  const fitted = await adaptToHost(planned, session.host, context.observer);
  const executed = await commit(context, session, fitted);
  removePendingFile(stateDirectory(context));
  context.log.warn({ of: seq, by: executed.entry.seq }, 'not confirmed; taken back');
  return executed;
}

function isExpiredAndReported(
  { observer }: EngineContext,
  pendingConfirmation: PendingConfirmation,
): boolean {
  if (!isExpired(pendingConfirmation)) return false;
  const { description, seq } = pendingConfirmation;
  observer.notice?.(`"${description}" (entry ${seq}) was not confirmed in time: taking it back`);
  return true;
}
