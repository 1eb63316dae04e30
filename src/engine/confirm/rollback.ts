import { isVpcctlError } from '@vpcctl/sdk';
import type { EngineContext } from '../context/context.js';
import type { Plan } from '../model/plan.js';
import { planHistory } from '../model/plan-history.js';
import { readProjection } from '../model/read-state.js';
import { adaptToHost } from '../transaction/adapt-plan.js';
import { commit, type Executed } from '../transaction/commit.js';
import { type Session, withSession } from '../transaction/session.js';
import {
  findPendingConfirmation,
  isExpired,
  type PendingConfirmation,
  reversalOf,
} from './pending.js';

/**
 * Rolls back the change that awaits confirmation, by an undo (or a redo, where the change itself is
 * an undo).
 * @param when called under the lock; says whether to roll the change back
 * @returns null where no change awaits confirmation any more, or `when` returns false
 * @throws VpcctlError as any change does; the change then still awaits confirmation
 */
export function rollBackUnconfirmed(
  context: EngineContext,
  when: (pendingConfirmation: PendingConfirmation) => boolean,
): Promise<Executed | null> {
  return withSession(context, (session) => rollBackIn(context, session, when));
}

/** As {@link rollBackUnconfirmed}, for a caller that holds the lock. */
async function rollBackIn(
  context: EngineContext,
  session: Session,
  when: (pendingConfirmation: PendingConfirmation) => boolean,
): Promise<Executed | null> {
  const pendingConfirmation = await findPendingConfirmation(context, session);
  if (pendingConfirmation === null || !when(pendingConfirmation)) return null;
  const planned = planReversal(context, pendingConfirmation);
  return record(context, session, pendingConfirmation, planned);
}

/**
 * Rolls back a change whose time to confirm has run out, where its watchdog was killed. Every
 * changing command calls this first.
 * @returns the session to go on with
 */
export async function rollBackExpired(context: EngineContext, session: Session): Promise<Session> {
  const rollBack = rollBackIn(context, session, (pendingConfirmation) =>
    isExpiredAndReported(context, pendingConfirmation),
  );
  const executed = await rollBack.catch((error) => leaveUnconfirmed(context, error));
  if (executed === null) return session;
  return { ...session, projection: await readProjection(context) };
}

/** A change that was not confirmed in time, on a host that may have any part of it. */
export interface ExpiredConfirmation {
  /** The plan that rolls it back. */
  readonly planned: Plan;
  /** Records the rollback, once the host matches the plan. */
  readonly record: () => Promise<unknown>;
}

/**
 * Finds the change that was not confirmed in time and is still active; null where there is none.
 */
export async function findExpired(
  context: EngineContext,
  session: Session,
): Promise<ExpiredConfirmation | null> {
  const pendingConfirmation = await findPendingConfirmation(context, session);
  if (pendingConfirmation === null || !isExpiredAndReported(context, pendingConfirmation))
    return null;
  let planned: Plan;
  try {
    planned = planReversal(context, pendingConfirmation);
  } catch (error) {
    return leaveUnconfirmed(context, error);
  }
  return {
    planned,
    record: () => record(context, session, pendingConfirmation, { ...planned, commands: [] }),
  };
}

function planReversal({ registry }: EngineContext, { entry, entries }: PendingConfirmation): Plan {
  return planHistory(registry, entries, reversalOf(entry));
}

/** Leaves a change unconfirmed that only a plugin which is not installed can roll back. */
function leaveUnconfirmed({ observer }: EngineContext, error: unknown): null {
  if (!isVpcctlError(error) || error.code !== 'PLUGIN_MISSING') throw error;
  observer.notice?.(`it stays unconfirmed: ${error.message}`);
  return null;
}

async function record(
  context: EngineContext,
  session: Session,
  { seq }: PendingConfirmation,
  planned: Plan,
): Promise<Executed> {
  const adapted = await adaptToHost(planned, session.host, context.observer);
  const executed = await commit(context, session, adapted);
  context.log.warn({ of: seq, by: executed.entry.seq }, 'not confirmed; rolled back');
  return executed;
}

function isExpiredAndReported(
  { observer }: EngineContext,
  pendingConfirmation: PendingConfirmation,
): boolean {
  if (!isExpired(pendingConfirmation)) return false;
  const { description, seq } = pendingConfirmation;
  observer.notice?.(`"${description}" (entry ${seq}) was not confirmed in time: rolling it back`);
  return true;
}
