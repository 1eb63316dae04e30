import type { State, TimeWish } from '@vpcctl/sdk';
import { commitGuarded, type Guard, refuseWhileAwaiting } from '../confirm/guarded-commit.js';
import { removeUnconfirmed, stateDirectory } from '../confirm/pending-file.js';
import { takeBackOverdue } from '../confirm/rollback.js';
import type { EngineParts } from '../context.js';
import { type Plan, plan } from '../model/plan.js';
import { planTime } from '../model/plan-history.js';
import { commit, type Executed } from './commit.js';
import { withSession } from './session.js';

/** Called between the journal's word and the host's change; what it returns is called when the change is made. */
export type Around = (plan: Plan) => Promise<() => Promise<void>> | (() => Promise<void>);

/**
 * The one path of every command, under the journal's lock: recover what was interrupted, decide, append the intent,
 * run, append the outcome. When a step fails the host is rolled back and the failure recorded.
 * @throws VpcctlError of category `input` when the wish can't be met: then nothing was changed or recorded
 */
export function execute(
  parts: EngineParts,
  type: string,
  input: unknown,
  around?: Around,
  guard?: Guard,
): Promise<Executed> {
  return run(parts, (state) => plan(parts, state, type, input), around, guard);
}

/**
 * The same path for a wish about the history: undo, redo, revert.
 * @throws VpcctlError as {@link planTime}
 */
export function executeTime(
  parts: EngineParts,
  wish: TimeWish,
  around?: Around,
  guard?: Guard,
): Promise<Executed> {
  const planner = async () => planTime(parts.registry, (await parts.journal.read()).entries, wish);
  return run(parts, planner, around, guard);
}

async function run(
  parts: EngineParts,
  planner: (state: State) => Promise<Plan>,
  around?: Around,
  guard?: Guard,
): Promise<Executed> {
  await takeBackOverdue(parts);
  return withSession(parts, async (session) => {
    const planned = await planner(session.projection.state);
    const awaited = await refuseWhileAwaiting(parts, planned);
    const after = await around?.(planned);
    const executed = await (guard === undefined
      ? commit(parts, session, planned)
      : commitGuarded(parts, session, planned, guard));
    // It was taken back by this.
    if (awaited !== null && guard === undefined) removeUnconfirmed(stateDirectory(parts));
    await after?.();
    return executed;
  });
}
