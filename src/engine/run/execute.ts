import type { HistoryRequest, State } from '@vpcctl/sdk';
import {
  type ConfirmGuard,
  commitWithConfirm,
  refuseWhileUnconfirmed,
} from '../confirm/guarded-commit.js';
import { rollBackExpired } from '../confirm/rollback.js';
import { noticeBackend } from '../context/backend-warning.js';
import type { EngineContext } from '../context/context.js';
import { placeNow } from '../context/place.js';
import { noticeMissing } from '../missing/notice.js';
import { type Plan, plan, withMessage } from '../model/plan.js';
import { adaptToHost } from '../transaction/adapt-plan.js';
import { commit, type Executed } from '../transaction/commit.js';
import { planFromJournal } from '../transaction/plan-from-journal.js';
import { withSession } from '../transaction/session.js';
import { requireAgreed } from './agreed.js';

/**
 * Runs after planning and before the commit. The function that it returns runs after the commit.
 */
export type CommitHook = (plan: Plan) => Promise<() => Promise<void>> | (() => Promise<void>);

/**
 * Executes a changing command. Every such command takes this one path, under the journal's lock:
 * recover an interrupted change, decide, append the intent, run, append the outcome. When a step
 * fails the host is rolled back and the failure recorded.
 * @param message why, for the entry: see `isMessage`
 * @throws VpcctlError of category `input` when the request is refused, with nothing changed or
 *   recorded; as {@link commit}
 */
export function execute(
  context: EngineContext,
  type: string,
  input: unknown,
  commitHook?: CommitHook,
  confirmGuard?: ConfirmGuard,
  message?: string,
): Promise<Executed> {
  const planner = (state: State) => plan(context, state, type, input);
  return executePlan(context, planner, message, commitHook, confirmGuard);
}

/**
 * Executes an undo, redo or revert, as {@link execute} does.
 * @param agreed the plan that was shown before, if one was; another one is refused
 * @throws VpcctlError as {@link planFromJournal}, {@link requireAgreed}, {@link commit}
 */
export function executeHistory(
  context: EngineContext,
  request: HistoryRequest,
  commitHook?: CommitHook,
  confirmGuard?: ConfirmGuard,
  message?: string,
  agreed?: Plan,
): Promise<Executed> {
  const planner = async () => {
    const planned = await planFromJournal(context, request, await placeNow(context));
    return agreed === undefined ? planned : requireAgreed(planned, agreed);
  };
  return executePlan(context, planner, message, commitHook, confirmGuard);
}

/**
 * Executes what `planner` plans under the lock, as {@link execute} does.
 * @throws VpcctlError as {@link commit}
 */
export async function executePlan(
  context: EngineContext,
  planner: (state: State) => Promise<Plan>,
  message: string | undefined,
  commitHook?: CommitHook,
  confirmGuard?: ConfirmGuard,
): Promise<Executed> {
  return withSession(context, async (opened) => {
    const session = await rollBackExpired(context, opened);
    const requested = withMessage(await planner(session.projection.state), message);
    await refuseWhileUnconfirmed(context, session, requested);
    noticeMissing(context, requested.stateAfter);
    noticeBackend(context, session.projection.state, requested.stateAfter);
    const planned = await adaptToHost(requested, session.host, context.observer);
    const after = await commitHook?.(planned);
    const executed = await (confirmGuard === undefined
      ? commit(context, session, planned)
      : commitWithConfirm(context, session, planned, confirmGuard));
    await after?.();
    return executed;
  });
}
