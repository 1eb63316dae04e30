import { readRecent } from '@vpcctl/journal';
import type { HistoryRequest, Place, State } from '@vpcctl/sdk';
import type { ReadContext } from '../context/context.js';
import type { Plan } from '../model/plan.js';
import { planHistory, planRecent } from '../model/plan-history.js';

/**
 * Plans an undo, redo or revert by the end of the journal, where it is about recent changes, and
 * else by all of it.
 * @param place the host as it is now; by default as it was when it was changed last
 * @throws VpcctlError as {@link planHistory}; JournalError as `Journal.read`
 */
export async function planFromJournal(
  { registry, journal, snapshotFile, snapshotVersion }: ReadContext,
  request: HistoryRequest,
  place: Place = registry.place,
): Promise<Plan> {
  const recent = await readRecent<State>(journal, snapshotFile, snapshotVersion);
  const planned = recent === null ? null : planRecent(registry, recent, request, place);
  return planned ?? planHistory(registry, (await journal.read()).entries, request, place);
}
