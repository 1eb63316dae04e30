import { isDeepStrictEqual } from 'node:util';
import { isSameJson, type JsonObject, type State } from '@vpcctl/sdk';
import { interrupted } from '../../host/index.js';
import type { ConfirmGuard } from '../confirm/guarded-commit.js';
import type { EngineContext } from '../context/context.js';
import { nextPlace } from '../context/place.js';
import { noticeMissing } from '../missing/notice.js';
import { refuseOrphans } from '../missing/refusals.js';
import { desiredStateOf, factsWithout } from '../model/desired.js';
import { complete, type Plan } from '../model/plan.js';
import { readWhole } from '../model/read-state.js';
import { requireAgreed } from '../run/agreed.js';
import { type CommitHook, executePlan } from '../run/execute.js';
import { adaptToHost } from '../transaction/adapt-plan.js';
import type { Executed } from '../transaction/commit.js';
import { declaredBy } from './declared.js';
import { planTopology } from './plan-topology.js';
import type { TopologyOutcome, TopologyRequest } from './request.js';
import { checkDocument, type DocumentIssue } from './schema.js';
import { type Facts, type Remembered, rememberedFacts } from './steps.js';
import { filled } from './wanted.js';

export { type ExportedTopology, readTopology, readTopologySchema } from './read.js';
export {
  type TopologyItem,
  type TopologyOutcome,
  TopologyRefused,
  type TopologyRequest,
} from './request.js';

/** What is wrong with the keys and values of a document, in an engine's installed features. */
export function checkTopology({ registry }: EngineContext, document: JsonObject): DocumentIssue[] {
  const declared = declaredBy(registry);
  return checkDocument(declared, filled(declared, document));
}

/** What a topology comes to, and the plan of it; no plan: everything is as the file says. */
export interface TopologyPlan extends TopologyOutcome {
  readonly plan: Plan | null;
  /** The same before it was adapted to the host, and the facts that it was made of. */
  readonly requested: Plan | null;
  readonly basis: Remembered;
  /** The type of the event that names the change. */
  readonly intent: string;
  /** The change in words. */
  readonly description: string;
}

/**
 * Plans what a topology comes to. Locks nothing, records nothing, runs nothing.
 * @throws TopologyRefused with all that is wrong
 */
export async function dryRunTopology(
  context: EngineContext,
  request: TopologyRequest,
): Promise<TopologyPlan> {
  const { state } = await readWhole(context);
  const { plan, ...outcome } = await planOn(context, state, request);
  if (plan === null) return { plan, ...outcome };
  noticeMissing(context, plan.stateAfter);
  return { plan: await adaptToHost(plan, context.openHost(), context.observer), ...outcome };
}

/** Whether a plan would come out as before: it is made of the state and of facts alone. */
async function isAsBefore(
  context: EngineContext,
  state: State,
  { requested, basis: { needs, facts } }: TopologyPlan,
): Promise<boolean> {
  if (requested === null || !isSameJson(state, requested.stateBefore)) return false;
  return isDeepStrictEqual(await facts, await freeFacts(context, state)(needs));
}

/** Facts without our own resources: what is replaced is still on the host, and its names are free. */
function freeFacts(context: EngineContext, state: State): Facts {
  const ours = desiredStateOf(context.registry, state);
  return async (needs) => factsWithout(ours, await context.facts(needs));
}

/**
 * Carries a topology out as one change: one entry, one undo, rolled back as a whole.
 * @param agreed the plan that was shown before; another one is refused
 * @param message why, for the entry
 * @throws TopologyRefused; VpcctlError `PLAN_CHANGED` where the plan is not that one any more; as
 *   `execute`
 */
export function executeTopology(
  context: EngineContext,
  request: TopologyRequest,
  agreed: TopologyPlan,
  commitHook?: CommitHook,
  confirmGuard?: ConfirmGuard,
  message?: string,
): Promise<Executed> {
  const planner = async (state: State) => {
    // To decide a large file takes seconds.
    const isSame = await isAsBefore(context, state, agreed);
    const { requested: plan } = isSame ? agreed : await planOn(context, state, request);
    return requireAgreed(plan, agreed.plan);
  };
  return executePlan(context, planner, message, commitHook, confirmGuard);
}

async function planOn(
  context: EngineContext,
  state: State,
  request: TopologyRequest,
): Promise<TopologyPlan> {
  const { registry } = context;
  const facts = rememberedFacts(freeFacts(context, state));
  const progress = async (done: number, total: number) => {
    context.observer.planning?.(done, total);
    // Timers fire and signals arrive only between two turns of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
    if (context.signal?.aborted) throw interrupted();
  };
  const planned = await planTopology(registry, state, request, facts, progress);
  const { events, intent, description, stateAfter, items, notes } = planned;
  const outcome = { intent, description, items, notes };
  const basis = facts.remembered();
  if (events.length === 0) return { plan: null, requested: null, basis, ...outcome };
  refuseOrphans(state, stateAfter);
  const place = nextPlace(registry.place, await facts({}));
  const content = { type: 'change', events } as const;
  const transition = { content, description, stateBefore: state, stateAfter };
  const plan = complete(registry, transition, place);
  return { plan, requested: plan, basis, ...outcome };
}
