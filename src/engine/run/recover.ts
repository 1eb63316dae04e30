import { failedDraft, type JournalLock, type Projection } from '@vpcctl/journal';
import type { State } from '@vpcctl/sdk';
import type { EngineContext, EngineHost } from '../context.js';
import { describeEntry } from '../history/describe.js';
import { desiredStateOf } from '../model/desired.js';
import { unknownIntents } from '../model/evolve.js';
import { stateWithPending } from '../model/plan-history.js';
import { refuseUnknownIntents } from '../registry/missing-plugins.js';
import { noteLeft } from '../repair/leave-not-ours.js';
import { reconcile } from '../repair/reconcile.js';

/**
 * Rolls back what an interrupted command left: an intent without an outcome never was, as a transaction that did
 * not commit. The host is made to match the state before it, and the intent is recorded as failed.
 * @returns the projection after that; the one given where nothing was interrupted
 * @throws VpcctlError `PLUGIN_MISSING` when a plugin that has part in it is not installed
 */
export async function recover(
  context: EngineContext,
  host: EngineHost,
  lock: JournalLock,
  projection: Projection<State>,
): Promise<Projection<State>> {
  const { pending, state } = projection;
  if (pending === null) return projection;
  const { registry, journal, actor, observer, log } = context;
  const { entries } = await journal.read();
  const intendedState = stateWithPending(registry, entries, pending);
  refuseUnknownIntents([...unknownIntents(state), ...unknownIntents(intendedState)]);
  const what = describeEntry(registry, pending, entries);
  observer.notice?.(`"${what}" (entry ${pending.seq}) was interrupted; rolling it back`);
  const intended = desiredStateOf(registry, intendedState);
  const { changes, beside, left } = await reconcile(
    registry,
    host,
    desiredStateOf(registry, state),
    intended,
  );
  noteLeft(observer, left);
  for (const trouble of beside) observer.notice?.(`not as the journal says: ${trouble}`);
  const error = {
    code: 'INTERRUPTED',
    message: `interrupted; ${changes.length} changes rolled back`,
  };
  const { position } = await journal.append(
    lock,
    projection.position,
    failedDraft(error, actor, true),
  );
  log.warn({ of: pending.seq, changes: changes.length }, 'rolled back an interrupted command');
  return { state, position, pending: null };
}
