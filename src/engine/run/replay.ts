import type { Projection } from '@vpcctl/journal';
import type { Change, State, VpcctlError } from '@vpcctl/sdk';
import { findExpired } from '../confirm/rollback.js';
import type { EngineContext } from '../context/context.js';
import { keepPlace, placeNow } from '../context/place.js';
import { unknownInterrupted } from '../missing/refusals.js';
import { type UnknownEvent, unknownEvents } from '../missing/unknown-events.js';
import { desiredStateOf } from '../model/desired.js';
import { stateWithPending } from '../model/plan-history.js';
import { readWhole } from '../model/read-state.js';
import { summarizeChange } from '../model/render.js';
import { describeMissing, missingNamespacesOf } from '../repair/describe-missing.js';
import { type Drift, findDrift } from '../repair/drift.js';
import { reportNotOurs } from '../repair/not-ours.js';
import { repair } from '../repair/repair.js';
import { checkBackend, checkDriverPrograms } from '../transaction/preflight.js';
import { type Session, withSession } from '../transaction/session.js';
import { incompleteReplay } from './incomplete.js';
import { planRescans, rescan } from './rescan.js';

/**
 * Makes the host match the journal, as {@link replayAsPossible} does.
 * @returns the changes that were needed
 * @throws VpcctlError as {@link replayAsPossible}; `REPLAY_INCOMPLETE` when some resources can't be
 *   fixed, or belong to a plugin that is not installed: they are left as they are, and all others
 *   are correct
 */
export async function replay(context: EngineContext): Promise<Replayed> {
  const { incomplete, failures: _, ...replayed } = await replayAsPossible(context);
  if (incomplete !== null) throw incomplete;
  return replayed;
}

/**
 * Makes the host match the journal as far as possible, whatever the host has: nothing after a
 * restart, everything, or a part. Then features follow the host, as {@link rescan} says. Only that
 * is recorded, since the repair itself decides nothing.
 * @throws VpcctlError `HOST_PROGRAM_MISSING`, `BACKEND_UNUSABLE`; as `withSession`
 */
export async function replayAsPossible(context: EngineContext): Promise<Attempted> {
  const first = await matchJournal(context);
  const rescanned = first.isRecovered && first.isWhole ? await rescan(context) : [];
  // A namespace that is back has nothing yet of what was out of reach before.
  const last = rescanned.length > 0 ? await matchJournal(context) : first;
  const { isRecovered: _, isWhole: __, ...replayed } = last;
  const done = [first, ...rescanned, ...(last === first ? [] : [last])];
  return {
    ...replayed,
    changes: done.flatMap(({ changes }) => changes),
    commands: done.flatMap(({ commands }) => commands),
  };
}

/** What a replay did, or would do. */
export interface Replayed extends Drift {
  /** The labels of instances whose attached namespace no longer exists: `VPC/SUBNET/NAME`. */
  readonly missingNamespaces: readonly string[];
  /** The events in effect whose plugin is not installed: what they stand for stays as it is. */
  readonly unknown: readonly UnknownEvent[];
}

/** What a replay did that may not have reached its end. */
export interface Attempted extends Replayed {
  /** `REPLAY_INCOMPLETE`, which says what could not be fixed and why; null where all is correct. */
  readonly incomplete: VpcctlError | null;
  /** A line for each failure, with its resources and the reason. */
  readonly failures: readonly string[];
}

interface Matched extends Attempted {
  /** Whether no interrupted change waits for its plugin. */
  readonly isRecovered: boolean;
  /** Whether all resources of the installed plugins are correct. */
  readonly isWhole: boolean;
}

function matchJournal(context: EngineContext): Promise<Matched> {
  const mayWait = true;
  return withSession(context, (session) => matchIn(context, session), mayWait);
}

async function matchIn(context: EngineContext, session: Session): Promise<Matched> {
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
  const failures = describeMissing(missing);
  context.writeRepair({
    at: new Date().toISOString(),
    count: drift.changes.length,
    changes: drift.changes.map(lineOf),
    failures,
  });
  const unknown = [...unknownEvents(state), ...(waiting?.events ?? [])];
  const isWhole = missing.length === 0;
  return {
    ...{ ...drift, unknown, isWhole, isRecovered: waiting === null },
    missingNamespaces: missingNamespacesOf(desired, state),
    incomplete:
      isWhole && unknown.length === 0
        ? null
        : incompleteReplay(missing, isWhole ? 0 : desired.resources.length, unknown),
    failures,
  };
}

/** A change as a line of the record: what was wrong, and what it is for. */
function lineOf(change: Change): string {
  const { action, kind, id, why } = summarizeChange(change);
  return `${action} ${kind} ${id}${why === '' ? '' : `: ${why}`}`;
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
  const { state, replacing } = await planRescans(context, present);
  const { registry } = context;
  const place = await placeNow(context);
  const otherStates = place === registry.place ? [] : [desiredStateOf(registry, state)];
  const desired = desiredStateOf(registry, state, place);
  const drift = await findDrift(registry, context.openHost(), desired, otherStates);
  const unknown = unknownEvents(state);
  return {
    ...drift,
    changes: [...drift.changes, ...replacing.flatMap(({ changes }) => changes)],
    commands: [...drift.commands, ...replacing.flatMap(({ commands }) => commands)],
    missingNamespaces: missingNamespacesOf(desired, state),
    unknown,
  };
}
