import { type Entry, foldWhole, lastSeq } from '@vpcctl/journal';
import type { HistoryRequest } from '@vpcctl/sdk';
import type { EngineContext } from '../context/context.js';
import { withoutPending } from '../history/point-in-time.js';
import { desiredStateOf, factsWithout } from '../model/desired.js';
import { EMPTY_STATE, evolve } from '../model/evolve.js';
import { type Plan, plan } from '../model/plan.js';
import { planHistory } from '../model/plan-history.js';

/** A hypothetical change: the request that a command would make. */
export type Hypothesis =
  | { readonly type: string; readonly input: unknown }
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
    const { content }: Plan =
      'time' in request
        ? planHistory(registry, journal, request.time)
        : await plan({ ...context, facts }, stateOf(journal), request.type, request.input);
    const seq = lastSeq(journal) + 1;
    const common = { id: '', at: new Date().toISOString(), actor, prev: '', hash: '' };
    journal.push({ ...common, seq, ...content });
    journal.push({ ...common, seq, type: 'applied', v: 1, data: {} });
  }
  return journal;
}
