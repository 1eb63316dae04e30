import type { HistoryRequest } from '@vpcctl/sdk';
import { noticeBackend } from '../context/backend-warning.js';
import type { EngineContext } from '../context/context.js';
import { placeNow } from '../context/place.js';
import { noticeMissing } from '../missing/notice.js';
import { type Plan, plan, withMessage } from '../model/plan.js';
import { readWhole } from '../model/read-state.js';
import { adaptToHost } from '../transaction/adapt-plan.js';
import { planFromJournal } from '../transaction/plan-from-journal.js';

/**
 * Plans what a command would do. Locks nothing, records nothing, runs nothing.
 * @throws VpcctlError as the command itself would, of category `input`
 */
export async function dryRun(
  context: EngineContext,
  type: string,
  input: unknown,
  message?: string,
): Promise<Plan> {
  const { state, pending } = await readWhole(context);
  if (pending !== null) {
    context.observer.notice?.(
      `entry ${pending.seq} has no outcome: its command is running, or was interrupted and will be rolled back first`,
    );
  }
  const planned = withMessage(await plan(context, state, type, input), message);
  noticeMissing(context, planned.stateAfter);
  noticeBackend(context, state, planned.stateAfter);
  return adaptToHost(planned, context.openHost(), context.observer);
}

/**
 * Plans what an undo, redo or revert would do, as {@link dryRun} does.
 * @throws VpcctlError as {@link planFromJournal}
 */
export async function dryRunHistory(
  context: EngineContext,
  request: HistoryRequest,
  message?: string,
): Promise<Plan> {
  const { state } = await readWhole(context);
  const place = await placeNow(context);
  const planned = withMessage(await planFromJournal(context, request, place), message);
  noticeMissing(context, planned.stateAfter);
  noticeBackend(context, state, planned.stateAfter);
  return adaptToHost(planned, context.openHost(), context.observer);
}
