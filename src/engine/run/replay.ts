import { VpcctlError } from '@vpcctl/sdk';
import { findExpired } from '../confirm/rollback.js';
import type { EngineContext } from '../context.js';
import { readState } from '../inspect/read.js';
import { desiredStateOf } from '../model/desired.js';
import { unknownIntents } from '../model/evolve.js';
import { refuseUnknownIntents } from '../registry/missing-plugins.js';
import { type Drift, findDrift } from '../repair/drift.js';
import { noteLeft } from '../repair/leave-not-ours.js';
import { type Missing, repair } from '../repair/repair.js';
import { missingInWords } from '../repair/words.js';
import { checkBackend, checkDriverPrograms } from './preflight.js';
import { dryRunRescan, rescanFirewalls } from './rescan-firewalls.js';
import { withSession } from './session.js';

/**
 * Makes the host match the journal, from whatever it finds: nothing, after a restart; everything, and then no change
 * is made; or a part. Then it lets the VPCs pass filters of other programs that have come since, as {@link rescanFirewalls}
 * does; else it records nothing, since nothing is decided.
 * @returns what was needed
 * @throws VpcctlError `HOST_PROGRAM_MISSING`, `BACKEND_UNUSABLE`; `REPLAY_INCOMPLETE` when some of it can't be built or
 *   fixed: that is left as it is, and the rest then stands
 */
export async function replay(context: EngineContext): Promise<Drift> {
  const drift = await matchJournal(context);
  const rescanned = await rescanFirewalls(context);
  if (rescanned === null) return drift;
  return {
    changes: [...drift.changes, ...rescanned.changes],
    commands: [...drift.commands, ...rescanned.commands],
  };
}

function matchJournal(context: EngineContext): Promise<Drift> {
  return withSession(context, async (session) => {
    const { host, projection } = session;
    refuseUnknownIntents(unknownIntents(projection.state));
    const { registry, observer, log, signal } = context;
    const expired = await findExpired(context);
    const desired = expired?.planned.after ?? desiredStateOf(registry, projection.state);
    const others = expired === null ? [] : [expired.planned.before];
    checkDriverPrograms(desired);
    const { missing, ...drift } = await repair({
      ...{ registry, host, desired, others, signal },
      onTrouble: async (error) => {
        await checkBackend(registry, desired, host);
        log.warn({ error: error.message }, 'replay failed as a whole; going on part by part');
        observer.notice?.('that failed as a whole; going on part by part');
      },
    });
    noteLeft(observer, drift.left);
    await expired?.record(session);
    if (missing.length > 0) throw incomplete(missing, desired.resources.length);
    return drift;
  });
}

/** What {@link replay} would do. Takes no lock, changes nothing. */
export async function dryRunReplay(context: EngineContext): Promise<Drift> {
  const now = await readState(context);
  refuseUnknownIntents(unknownIntents(now));
  const state = (await dryRunRescan(context))?.stateAfter ?? now;
  return findDrift(context.registry, context.openHost(), desiredStateOf(context.registry, state));
}

function incomplete(missing: readonly Missing[], total: number): VpcctlError {
  const count = missing.flatMap(({ what }) => what).length;
  const advice = missing.flatMap(({ error }) => error?.hints ?? []);
  return new VpcctlError(
    `the host could not be made to match the journal: ${count} of ${total} resources are missing or wrong`,
    {
      code: 'REPLAY_INCOMPLETE',
      category: 'host',
      hints: [
        ...missingInWords(missing),
        ...new Set(advice),
        'all else stands; fix what these say, then: vpcctl replay',
      ],
    },
  );
}
