import type { Entry } from '@vpcctl/journal';
import { activeIntents, intentsAmong, timeline } from '@vpcctl/journal';
import { type Driver, isVpcctlError, type State, VpcctlError } from '@vpcctl/sdk';
import { findExpired } from '../confirm/rollback.js';
import type { EngineContext, EngineHost } from '../context.js';
import { describeEntry } from '../history/describe.js';
import { readState } from '../inspect/read.js';
import { type DesiredState, desiredStateOf } from '../model/desired.js';
import { EMPTY_STATE, evolve, unknownIntents } from '../model/evolve.js';
import { brokenPrecondition, grandfathered } from '../model/preconditions.js';
import { refuseUnknownIntents } from '../registry/missing-plugins.js';
import { checkBackend, checkDriverPrograms } from './preflight.js';
import { type Drift, findDrift, reconcile, together } from './reconcile.js';
import { dryRunRescan, rescanFirewalls } from './rescan-firewalls.js';
import { withSession } from './session.js';

/**
 * Makes the host match the journal, from whatever it finds: nothing, after a restart; everything, and then no change
 * is made; or a part. Then it lets the VPCs pass filters of other programs that have come since, as {@link rescanFirewalls}
 * does; else it records nothing, since nothing is decided.
 * @returns what was needed
 * @throws VpcctlError `HOST_PROGRAM_MISSING`, `BACKEND_UNUSABLE`; `REPLAY_INCOMPLETE` when some of it can't be built; the rest then stands
 */
export async function replay(context: EngineContext): Promise<Drift> {
  const drift = await matchJournal(context);
  const rescanned = await rescanFirewalls(context);
  return rescanned === null ? drift : together([drift, rescanned]);
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
    try {
      const drift = await reconcile(registry, host, desired, others, signal);
      await expired?.record(session);
      return drift;
    } catch (error) {
      if (signal?.aborted) throw error;
      await checkBackend(registry, desired, host);
      log.warn({ error: String(error) }, 'replay failed as a whole; building what can be built');
      observer.notice?.('that failed as a whole; building what can be built');
      await expired?.record(session);
      return await replayPiecewise(context, host, desired, others);
    }
  });
}

/** What {@link replay} would do. Takes no lock, changes nothing. */
export async function dryRunReplay(context: EngineContext): Promise<Drift> {
  const now = await readState(context);
  refuseUnknownIntents(unknownIntents(now));
  const state = (await dryRunRescan(context))?.stateAfter ?? now;
  return findDrift(context.registry, context.openHost(), desiredStateOf(context.registry, state));
}

/**
 * Follows the journal change by change, and leaves out those that fail and those that stand on them.
 * @param whole what was tried before, and has left a part: all of it by the drivers that are in use at the end
 */
async function replayPiecewise(
  context: EngineContext,
  host: EngineHost,
  whole: DesiredState,
  others: readonly DesiredState[],
): Promise<Drift> {
  const { registry, journal, log } = context;
  const { entries } = await journal.read();
  const counts = new Set(activeIntents(timeline(entries)));
  const tolerated = grandfathered(registry, entries, [...counts]);
  const made: Drift[] = [];
  const failures: string[] = [];
  const { drivers } = whole;
  let state: State = EMPTY_STATE;
  for (const entry of intentsAmong(entries, counts)) {
    const reason = tolerated.has(entry.seq) ? null : brokenPrecondition(registry, state, entry);
    const failure = reason ?? (await attempt(context, host, state, entry, drivers, made));
    if (failure === null) state = evolve(registry)(state, entry);
    else failures.push(`${entry.seq} ${describeEntry(registry, entry, entries)}: ${failure}`);
  }
  if (failures.length === 0) return together(made);
  const built = { ...desiredStateOf(registry, state), drivers };
  await reconcile(registry, host, built, [whole, ...others]).catch((error) =>
    log.warn({ error: String(error) }, 'a part of what cannot be built is left'),
  );
  throw new VpcctlError(
    `the host could not be made to match the journal: ${failures.length} of ${counts.size} changes are missing`,
    {
      code: 'REPLAY_INCOMPLETE',
      category: 'host',
      hints: [...failures, 'mend what these say, then: vpcctl replay'],
    },
  );
}

/** @returns why the change can't be built on `state`, or null when it was */
async function attempt(
  { registry }: EngineContext,
  host: EngineHost,
  state: State,
  entry: Entry,
  drivers: readonly Driver[],
  made: Drift[],
): Promise<string | null> {
  const before = { ...desiredStateOf(registry, state), drivers };
  const after = { ...desiredStateOf(registry, evolve(registry)(state, entry)), drivers };
  try {
    made.push(await reconcile(registry, host, after, [before]));
    return null;
  } catch (error) {
    if (!isVpcctlError(error)) throw error;
    await reconcile(registry, host, before, [after]).catch(() => {});
    return error.message;
  }
}
