import { isVpcctlError, type Rescan, type State } from '@vpcctl/sdk';
import { findPendingConfirmation } from '../confirm/pending.js';
import type { EngineContext } from '../context/context.js';
import { type Plan, plan } from '../model/plan.js';
import { readState } from '../model/read-state.js';
import type { Executed } from '../transaction/commit.js';
import { execute } from './execute.js';

/**
 * Makes the requests by which features follow the host: foreign firewalls that appeared after the
 * first VPC, for example. Each is a change with an entry of its own. None is made while another
 * change awaits confirmation, since that one may yet be rolled back.
 * @returns the changes, none where the host has nothing new
 * @throws VpcctlError as {@link execute}
 */
export async function rescan(context: EngineContext): Promise<readonly Executed[]> {
  const { registry, observer } = context;
  const done: Executed[] = [];
  let state = await readState(context);
  for (const feature of registry.features) {
    const request = feature.rescan?.(state) ?? null;
    if (request === null || (await planRescan(context, state, request)) === null) continue;
    if ((await findPendingConfirmation(context)) !== null) return done;
    const executed = await executeRescan(context, request);
    if (executed === null) continue;
    observer.notice?.(`entry ${executed.entry.seq}: ${executed.description}`);
    done.push(executed);
    state = executed.stateAfter;
  }
  return done;
}

/** Makes one request; null where it failed in a way that the next look gets over. */
async function executeRescan(
  context: EngineContext,
  { type, input, passing = [] }: Rescan,
): Promise<Executed | null> {
  try {
    return await execute(context, type, input);
  } catch (error) {
    if (!isVpcctlError(error) || !passing.includes(error.code)) throw error;
    context.observer.notice?.(error.message);
    return null;
  }
}

/** What {@link rescan} would do. */
export interface RescanPlan {
  /** The state with all that would be added. */
  readonly state: State;
  /** The plans that replace something: the host has what was there before. */
  readonly replacing: readonly Plan[];
}

/** Plans {@link rescan}, and changes nothing. */
export async function planRescans(context: EngineContext, present: State): Promise<RescanPlan> {
  let state = present;
  const replacing: Plan[] = [];
  for (const feature of context.registry.features) {
    const request = feature.rescan?.(state) ?? null;
    if (request === null) continue;
    const planned = await planRescan(context, state, request);
    if (planned === null) continue;
    if (planned.changes.every(({ action }) => action === 'create')) state = planned.stateAfter;
    else replacing.push(planned);
  }
  return { state, replacing };
}

/** Plans one request; null where the host has nothing new. */
async function planRescan(
  context: EngineContext,
  state: State,
  { type, input, nothingNew }: Rescan,
): Promise<Plan | null> {
  try {
    return await plan(context, state, type, input);
  } catch (error) {
    if (isVpcctlError(error) && error.code === nothingNew) return null;
    throw error;
  }
}
