import { failedDraft, type JournalLock, type Projection } from '@vpcctl/journal';
import type { State } from '@vpcctl/sdk';
import type { EngineContext, EngineHost } from '../context/context.js';
import { placeNow } from '../context/place.js';
import { refuseUnrecoverable, unknownInterrupted } from '../missing/refusals.js';
import { describeEntry } from '../model/describe.js';
import { desiredStateOf } from '../model/desired.js';
import { stateWithPending } from '../model/plan-history.js';
import { reconcile, reportReconciled } from '../repair/reconcile.js';

/**
 * Rolls back the change of an interrupted command. An intent without an outcome counts like a
 * transaction that did not commit: the host is made to match the state before it, and the intent is
 * recorded as failed.
 * @param mayWait whether a change that only a missing plugin can roll back stays as it is
 * @returns the projection after the rollback; the given one where no command was interrupted
 * @throws VpcctlError `PLUGIN_MISSING` when only a plugin that is not installed can roll it back; as
 *   {@link reconcile}
 */
export async function recover(
  context: EngineContext,
  host: EngineHost,
  lock: JournalLock,
  projection: Projection<State>,
  mayWait = false,
): Promise<Projection<State>> {
  const { pending, state } = projection;
  if (pending === null) return projection;
  const { registry, journal, actor, observer, log } = context;
  const { entries } = await journal.read();
  const unknown = unknownInterrupted(registry, entries, pending);
  if (unknown.length > 0 && mayWait) return projection;
  refuseUnrecoverable(unknown);
  const intendedState = stateWithPending(registry, entries, pending);
  const description = describeEntry(registry, pending, entries);
  observer.notice?.(`"${description}" (entry ${pending.seq}) was interrupted; rolling it back`);
  const intended = desiredStateOf(registry, intendedState, await placeNow(context));
  const result = await reconcile(registry, host, desiredStateOf(registry, state), intended);
  const { changes } = result;
  reportReconciled(observer, result);
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
  return { ...projection, position, pending: null };
}
