import { type Entry, foldWhole, lastSeq } from '@vpcctl/journal';
import { type HistoryRequest, isVpcctlError, type State } from '@vpcctl/sdk';
import type { EngineContext } from '../context/context.js';
import { withoutPending } from '../history/point-in-time.js';
import { desiredStateOf, factsWithout } from '../model/desired.js';
import { EMPTY_STATE, evolve } from '../model/evolve.js';
import { type Plan, plan } from '../model/plan.js';
import { planHistory } from '../model/plan-history.js';

/** A hypothetical change: the request that a command would make. */
export type Hypothesis =
  | { readonly type: string; readonly input: unknown; readonly accepts?: readonly string[] }
  | { readonly time: HistoryRequest };

/**
 * The journal as it would be with hypothetical changes, each decided on the state after the ones
 * before it. Nothing is recorded or run; the host is read only where a decision needs facts.
 * @param now the journal as it is; it tells which objects on the host belong to VPCs
 * @throws VpcctlError as the commands themselves would, of category `input`
 */
export async function assume(
  context: EngineContext,
  entries: readonly Entry[],
  now: readonly Entry[],
  requests: readonly Hypothesis[],
): Promise<readonly Entry[]> {
  const { registry, actor } = context;
  const stateOf = (journal: readonly Entry[]) =>
    foldWhole(journal, EMPTY_STATE, evolve(registry)).state;
  const ours = desiredStateOf(registry, stateOf(now));
  const facts: EngineContext['facts'] = async (needs) =>
    factsWithout(ours, await context.facts(needs));
  const journal = withoutPending(entries).slice();
  for (const request of requests) {
    const planned =
      'time' in request
        ? planHistory(registry, journal, request.time)
        : await planUnlessDone({ ...context, facts }, stateOf(journal), request);
    if (planned === null) continue;
    const { content } = planned;
    const seq = lastSeq(journal) + 1;
    const common = { id: '', at: new Date().toISOString(), actor, prev: '', hash: '' };
    journal.push({ ...common, seq, ...content });
    journal.push({ ...common, seq, type: 'applied', v: 1, data: {} });
  }
  return journal;
}

/** As `plan`; null where the request is accepted as done. */
async function planUnlessDone(
  context: EngineContext,
  state: State,
  { type, input, accepts }: Exclude<Hypothesis, { readonly time: HistoryRequest }>,
): Promise<Plan | null> {
  try {
    return await plan(context, state, type, input);
  } catch (error) {
    if (isVpcctlError(error) && accepts?.includes(error.code)) return null;
    throw error;
  }
}
