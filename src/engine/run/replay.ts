import type { Projection } from '@vpcctl/journal';
import type { State } from '@vpcctl/sdk';
import { findExpired } from '../confirm/rollback.js';
import type { EngineContext } from '../context/context.js';
import { keepPlace, placeNow } from '../context/place.js';
import { unknownInterrupted } from '../missing/refusals.js';
import { type UnknownEvent, unknownEvents } from '../missing/unknown-events.js';
import { desiredStateOf } from '../model/desired.js';
import { stateWithPending } from '../model/plan-history.js';
import { readWhole } from '../model/read-state.js';
import { missingNamespacesOf } from '../repair/describe-missing.js';
import { type Drift, findDrift } from '../repair/drift.js';
import { reportNotOurs } from '../repair/not-ours.js';
import { repair } from '../repair/repair.js';
import { checkBackend, checkDriverPrograms } from '../transaction/preflight.js';
import { type Session, withSession } from '../transaction/session.js';
import { incompleteReplay } from './incomplete.js';
import { rescan, stateAfterRescan } from './rescan.js';

/**
 * Makes the host match the journal, whatever the host has: nothing after a restart, everything, or
 * a part. Then features follow the host, as {@link rescan} says. Only that is recorded, since the
 * repair itself decides nothing.
 * @returns the changes that were needed
 * @throws VpcctlError `HOST_PROGRAM_MISSING`, `BACKEND_UNUSABLE`; `REPLAY_INCOMPLETE` when some
 *   resources can't be fixed, or belong to a plugin that is not installed: they are left as they
 *   are, and all others are correct
 */
export async function replay(context: EngineContext): Promise<Replayed> {
  const { isRecovered, ...replayed } = await matchJournal(context);
  const rescanned = isRecovered ? await rescan(context) : [];
  if (replayed.unknown.length > 0) throw incompleteReplay([], 0, replayed.unknown);
  return {
    changes: [...replayed.changes, ...rescanned.flatMap(({ changes }) => changes)],
    commands: [...replayed.commands, ...rescanned.flatMap(({ commands }) => commands)],
    missingNamespaces: replayed.missingNamespaces,
    unknown: [],
  };
}

/** What a replay did, or would do. */
export interface Replayed extends Drift {
  /** The labels of instances whose attached namespace no longer exists: `VPC/SUBNET/NAME`. */
  readonly missingNamespaces: readonly string[];
  /** The events in effect whose plugin is not installed: what they stand for stays as it is. */
  readonly unknown: readonly UnknownEvent[];
}

/** @returns `isRecovered`: whether no interrupted change waits for its plugin */
function matchJournal(
  context: EngineContext,
): Promise<Replayed & { readonly isRecovered: boolean }> {
  const mayWait = true;
  return withSession(context, (session) => matchIn(context, session), mayWait);
}

async function matchIn(
  context: EngineContext,
  session: Session,
): Promise<Replayed & { readonly isRecovered: boolean }> {
  const { host, projection } = session;
  const { registry, observer, log, signal } = context;
  const waiting = await findWaiting(context, projection);
  const expired = waiting === null ? await findExpired(context, session) : null;
  const state = expired?.planned.stateAfter ?? projection.state;
  const place = await placeNow(context);
  const desired = desiredStateOf(registry, state, place);
  const otherStates = [
    ...(place === registry.place ? [] : [desiredStateOf(registry, state)]),
    ...(expired === null ? [] : [expired.planned.before]),
    ...(waiting === null ? [] : [desiredStateOf(registry, waiting.state)]),
  ];
  checkDriverPrograms(desired);
  const { missing, ...drift } = await repair({
    ...{ registry, host, desired, otherStates, signal },
    onFirstFailure: async (error) => {
      await checkBackend(registry, desired, host);
      log.warn({ error: error.message }, 'replay failed as a whole; continuing in smaller parts');
      observer.notice?.('replay failed as a whole; continuing in smaller parts');
    },
  });
  keepPlace(context, place);
  reportNotOurs(observer, drift.notOurs);
  await expired?.record();
  const unknown = [...unknownEvents(state), ...(waiting?.events ?? [])];
  if (missing.length > 0) throw incompleteReplay(missing, desired.resources.length, unknown);
  const missingNamespaces = missingNamespacesOf(desired);
  return { ...drift, missingNamespaces, unknown, isRecovered: waiting === null };
}

/** An interrupted change that only a missing plugin can roll back, and the state with the rest of it. */
async function findWaiting(
  { registry, journal }: EngineContext,
  { pending }: Projection<State>,
): Promise<{ readonly state: State; readonly events: readonly UnknownEvent[] } | null> {
  if (pending === null) return null;
  const { entries } = await journal.read();
  const state = stateWithPending(registry, entries, pending);
  return { state, events: unknownInterrupted(registry, entries, pending) };
}

/**
 * Computes what {@link replay} would do. Takes no lock, changes nothing.
 * @throws VpcctlError as {@link findDrift}
 */
export async function dryRunReplay(context: EngineContext): Promise<Replayed> {
  const { state: present } = await readWhole(context);
  const state = await stateAfterRescan(context, present);
  const { registry } = context;
  const place = await placeNow(context);
  const otherStates = place === registry.place ? [] : [desiredStateOf(registry, state)];
  const desired = desiredStateOf(registry, state, place);
  const drift = await findDrift(registry, context.openHost(), desired, otherStates);
  const unknown = unknownEvents(state);
  return { ...drift, missingNamespaces: missingNamespacesOf(desired), unknown };
}
