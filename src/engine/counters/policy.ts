import { policyId, requireWorkload, type State, vpcsOf } from '@vpcctl/sdk';
import { readLastCounts, statePaths, writeLastCounts } from '../../host/index.js';
import {
  type CountedPolicy,
  countsSince,
  knownCounts,
  type PolicyCounts,
  policyCounts,
} from '../../model/counters/index.js';
import type { EngineContext } from '../context/context.js';
import { readFilterCounters } from './filter-counters.js';

/** The policy whose counts are asked for. */
export interface AskedPolicy {
  /** `vpc1/web`. */
  readonly place: string;
  readonly policy: CountedPolicy;
  /** Only what came since this was asked last; then the counts are kept for the next time. */
  readonly isSinceLast: boolean;
}

/**
 * What the rules of a policy have counted on this host.
 * @returns null where nothing counts: without a policy, or with a backend that has no counters
 * @throws VpcctlError as `readFilterCounters`
 */
export async function countsOfPolicy(
  context: EngineContext,
  state: State,
  { place, policy, isSinceLast }: AskedPolicy,
): Promise<PolicyCounts | null> {
  const [vpc = ''] = place.split('/');
  const group = policyId(requireWorkload(state, vpc, place.slice(vpc.length + 1)));
  const counters = await readFilterCounters(context, state, ({ id }) => id === group);
  if (counters === null || counters.length === 0) return null;
  const counts = policyCounts(counters);
  if (!isSinceLast) return counts;
  const { directory } = statePaths();
  const since = countsSince(policy, counts, readLastCounts(directory, place));
  const vpcs = new Set(vpcsOf(state).map(({ name }) => name));
  const isThere = (other: string) => vpcs.has(other.split('/')[0] ?? '');
  writeLastCounts(directory, place, knownCounts(policy, counts), isThere);
  return since;
}
