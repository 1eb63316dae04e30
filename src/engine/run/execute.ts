import type { HistoryRequest, State } from '@vpcctl/sdk';
import {
  type ConfirmGuard,
  commitWithConfirm,
  refuseWhileUnconfirmed,
} from '../confirm/guarded-commit.js';
import { removePendingFile, stateDirectory } from '../confirm/pending-file.js';
import { rollBackExpired } from '../confirm/rollback.js';
import type { EngineContext } from '../context.js';
import { type Plan, plan } from '../model/plan.js';
import { planHistory } from '../model/plan-history.js';
import { adaptToHost } from './adapt-plan.js';
import { commit, type Executed } from './commit.js';
import { withSession } from './session.js';

/** Called between the journal's word and the host's change; what it returns is called when the change is made. */
export type CommitHook = (plan: Plan) => Promise<() => Promise<void>> | (() => Promise<void>);

/**
 * The one path of every command, under the journal's lock: recover what was interrupted, decide, append the intent,
 * run, append the outcome. When a step fails the host is rolled back and the failure recorded.
 * @throws VpcctlError of category `input` when the wish can't be met: then nothing was changed or recorded
 */
export function execute(
  context: EngineContext,
  type: string,
  input: unknown,
  commitHook?: CommitHook,
  confirmGuard?: ConfirmGuard,
): Promise<Executed> {
  return run(context, (state) => plan(context, state, type, input), commitHook, confirmGuard);
}

/**
 * The same path for a wish about the history: undo, redo, revert.
 * @throws VpcctlError as {@link planHistory}
 */
export function executeHistory(
  context: EngineContext,
  request: HistoryRequest,
  commitHook?: CommitHook,
  confirmGuard?: ConfirmGuard,
): Promise<Executed> {
  const planner = async () =>
    planHistory(context.registry, (await context.journal.read()).entries, request);
  return run(context, planner, commitHook, confirmGuard);
}

async function run(
  context: EngineContext,
  planner: (state: State) => Promise<Plan>,
  commitHook?: CommitHook,
  confirmGuard?: ConfirmGuard,
): Promise<Executed> {
  await rollBackExpired(context);
  return withSession(context, async (session) => {
    const requested = await planner(session.projection.state);
    const pendingConfirmation = await refuseWhileUnconfirmed(context, requested);
    const planned = await adaptToHost(requested, session.host, context.observer);
    const after = await commitHook?.(planned);
    const executed = await (confirmGuard === undefined
      ? commit(context, session, planned)
      : commitWithConfirm(context, session, planned, confirmGuard));
    // It was taken back by this.
    if (pendingConfirmation !== null && confirmGuard === undefined)
      removePendingFile(stateDirectory(context));
    await after?.();
    return executed;
  });
}
