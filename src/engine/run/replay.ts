import { VpcctlError } from '@vpcctl/sdk';
import { findExpired } from '../confirm/rollback.js';
import type { EngineContext } from '../context/context.js';
import { keepPlace, placeNow } from '../context/place.js';
import { desiredStateOf } from '../model/desired.js';
import { unknownIntents } from '../model/evolve.js';
import { readWhole } from '../model/read-state.js';
import { refuseUnknownIntents } from '../registry/missing-plugins.js';
import { describeMissing, missingNamespacesOf } from '../repair/describe-missing.js';
import { type Drift, findDrift } from '../repair/drift.js';
import { reportNotOurs } from '../repair/not-ours.js';
import type { Missing } from '../repair/progress.js';
import { repair } from '../repair/repair.js';
import { checkBackend, checkDriverPrograms } from '../transaction/preflight.js';
import { withSession } from '../transaction/session.js';
import { rescan, stateAfterRescan } from './rescan.js';

/**
 * Makes the host match the journal, as {@link replayAsPossible} does.
 * @returns the changes that were needed
 * @throws VpcctlError as {@link replayAsPossible}; `REPLAY_INCOMPLETE` when some resources can't be
 *   fixed: they are left as they are, and all others are correct
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
  const replayed = await matchJournal(context);
  if (replayed.incomplete !== null) return replayed;
  const rescanned = await rescan(context);
  return {
    ...replayed,
    changes: [...replayed.changes, ...rescanned.flatMap(({ changes }) => changes)],
    commands: [...replayed.commands, ...rescanned.flatMap(({ commands }) => commands)],
  };
}

/** What a replay did, or would do. */
export interface Replayed extends Drift {
  /** The labels of instances whose attached namespace no longer exists: `VPC/SUBNET/NAME`. */
  readonly missingNamespaces: readonly string[];
}

/** What a replay did that may not have reached its end. */
export interface Attempted extends Replayed {
  /** `REPLAY_INCOMPLETE`, which says what could not be fixed and why; null where all is correct. */
  readonly incomplete: VpcctlError | null;
  /** A line for each failure, with its resources and the reason. */
  readonly failures: readonly string[];
}

function matchJournal(context: EngineContext): Promise<Attempted> {
  return withSession(context, async (session) => {
    const { host, projection } = session;
    refuseUnknownIntents(unknownIntents(projection.state));
    const { registry, observer, log, signal } = context;
    const expired = await findExpired(context, session);
    const state = expired?.planned.stateAfter ?? projection.state;
    const place = await placeNow(context);
    const desired = desiredStateOf(registry, state, place);
    const otherStates = [
      ...(place === registry.place ? [] : [desiredStateOf(registry, state)]),
      ...(expired === null ? [] : [expired.planned.before]),
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
    return {
      ...drift,
      missingNamespaces: missingNamespacesOf(desired),
      incomplete: missing.length === 0 ? null : incompleteError(missing, desired.resources.length),
      failures: describeMissing(missing),
    };
  });
}

/**
 * Computes what {@link replay} would do. Takes no lock, changes nothing.
 * @throws VpcctlError as {@link findDrift}; `PLUGIN_MISSING`
 */
export async function dryRunReplay(context: EngineContext): Promise<Replayed> {
  const { state: present } = await readWhole(context);
  refuseUnknownIntents(unknownIntents(present));
  const state = await stateAfterRescan(context, present);
  const { registry } = context;
  const place = await placeNow(context);
  const otherStates = place === registry.place ? [] : [desiredStateOf(registry, state)];
  const desired = desiredStateOf(registry, state, place);
  const drift = await findDrift(registry, context.openHost(), desired, otherStates);
  return { ...drift, missingNamespaces: missingNamespacesOf(desired) };
}

function incompleteError(missing: readonly Missing[], total: number): VpcctlError {
  const count = missing.flatMap(({ what }) => what).length;
  const advice = missing.flatMap(({ error }) => error?.hints ?? []);
  return new VpcctlError(
    `the host could not be made to match the journal: ${count} of ${total} resources are missing or wrong`,
    {
      code: 'REPLAY_INCOMPLETE',
      category: 'host',
      hints: [
        ...describeMissing(missing),
        ...new Set(advice),
        'everything else is in place; fix these causes, then: vpcctl replay',
      ],
    },
  );
}
