import {
  appliedDraft,
  type Entry,
  failedDraft,
  keepSnapshot,
  type Position,
  type Snapshot,
  type Unconfirmed,
  writeSnapshot,
} from '@vpcctl/journal';
import { isVpcctlError, type State, VpcctlError } from '@vpcctl/sdk';
import type { EngineContext } from '../context/context.js';
import { keepPlace } from '../context/place.js';
import type { Plan } from '../model/plan.js';
import { reconcile, reportReconciled } from '../repair/reconcile.js';
import { apply } from './apply.js';
import { checkDriverPrograms } from './preflight.js';
import type { Session } from './session.js';

/** An applied change: its plan and its journal entry. */
export interface Executed extends Plan {
  readonly entry: Entry;
  /** Until when it has to be confirmed; null where it needs no confirmation. */
  readonly unconfirmed: Unconfirmed | null;
}

/**
 * Commits a plan: appends the intent, runs the host commands ({@link apply}), appends the outcome.
 * When a step fails the host is rolled back and the failure recorded.
 * @param planned the plan, as `adaptToHost` returns it
 * @param within milliseconds from the moment when the change is applied; it is rolled back unless
 *   it is confirmed in that time. Undefined: it needs no confirmation
 * @throws VpcctlError `HOST_PROGRAM_MISSING`, with nothing recorded; the error of the failing step;
 *   `ROLLBACK_FAILED`
 */
export async function commit(
  context: EngineContext,
  session: Session,
  planned: Plan,
  within?: number,
): Promise<Executed> {
  const { journal, actor, log } = context;
  const { lock, host } = session;
  const { position } = session.projection;
  const { content, description } = planned;
  checkDriverPrograms(planned.before, planned.after);
  const appended = await journal.append(lock, position, { ...content, actor });
  const { entry } = appended;
  log.info({ seq: entry.seq, ...content }, description);
  let settled: Position;
  let confirmBy: string | undefined;
  try {
    await apply(context, host, planned);
    keepPlace(context, planned.place);
    if (within !== undefined) confirmBy = new Date(Date.now() + within).toISOString();
    const outcome = appliedDraft(actor, confirmBy);
    settled = (await journal.append(lock, appended.position, outcome)).position;
  } catch (error) {
    throw await rollBack(context, session, appended, planned, error);
  }
  log.info({ seq: entry.seq, commands: planned.commands.length }, 'applied');
  const unconfirmed = confirmBy === undefined ? null : { seq: entry.seq, deadline: confirmBy };
  await updateSnapshot(context, session, position.seq, {
    ...{ position: settled, unconfirmed, state: planned.stateAfter },
  });
  return { ...planned, entry, unconfirmed };
}

/**
 * Rolls the host back and records the failure. If the rollback fails, the intent stays without an
 * outcome, and the next command tries again.
 * @returns the error to throw
 */
async function rollBack(
  context: EngineContext,
  { host, lock }: Session,
  appended: { entry: Entry; position: Position },
  planned: Plan,
  cause: unknown,
): Promise<unknown> {
  const { registry, journal, actor, log, observer } = context;
  const { entry, position } = appended;
  const code = isVpcctlError(cause) ? cause.code : 'UNEXPECTED';
  const message = cause instanceof Error ? cause.message : String(cause);
  log.warn({ seq: entry.seq, code, error: message }, 'failed; rolling back');
  observer.notice?.('the change failed; rolling back');
  try {
    const result = await reconcile(registry, host, planned.before, planned.after);
    reportReconciled(observer, result);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log.warn({ seq: entry.seq, error: reason }, 'rolling back failed');
    return new VpcctlError(`${message}; and rolling back failed: ${reason}`, {
      code: 'ROLLBACK_FAILED',
      category: 'host',
      hints: ['fix the cause in the second message; the next changing command rolls back first'],
      cause,
    });
  }
  try {
    await journal.append(lock, position, failedDraft({ code, message }, actor));
  } catch (error) {
    // The host is rolled back. The next command finds the intent without an outcome, and says so.
    log.warn({ seq: entry.seq, error: String(error) }, 'the failure could not be recorded');
  }
  return cause;
}

/**
 * Writes the snapshot. It is a cache, so the command does not fail if it can't be written.
 * @param seq the number of the last change in the snapshot that it replaces
 */
async function updateSnapshot(
  context: EngineContext,
  session: Session,
  seq: number,
  at: Pick<Snapshot<State>, 'position' | 'unconfirmed' | 'state'>,
): Promise<void> {
  try {
    const { journal, snapshotFile, snapshotVersion: version } = context;
    const { text: digest, origin } = await journal.digest(at.position, session.digest);
    keepSnapshot(snapshotFile, seq, at.position.seq);
    await writeSnapshot(snapshotFile, { format: 4, version, digest, origin, ...at });
  } catch (error) {
    context.log.warn({ error: String(error) }, 'the snapshot could not be written');
  }
}
