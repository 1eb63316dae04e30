import type { Entry } from '@vpcctl/journal';
import { effective, timeline } from '@vpcctl/journal';
import { type Driver, isVpcctlError, type State, VpcctlError } from '@vpcctl/sdk';
import { findOverdue } from '../confirm/rollback.js';
import type { EngineHost, EngineParts } from '../context.js';
import { describeEntry } from '../history/describe.js';
import { readState } from '../inspect/read.js';
import { type World, worldOf } from '../model/desired.js';
import { EMPTY_STATE, evolve, foreignIntents } from '../model/evolve.js';
import { recordedSo, whyNot } from '../model/preconditions.js';
import { refuseForeign } from '../registry/missing-plugins.js';
import { checkBackend, checkDriverPrograms } from './preflight.js';
import { converge, type Drift, findDrift, together } from './reconcile.js';
import { rehearseSurvey, surveyAgain } from './rescan-firewalls.js';
import { withSession } from './session.js';

/**
 * Makes the host match the journal, from whatever it finds: nothing, after a restart; everything, and then no change
 * is made; or a part. Then it lets the VPCs pass filters of other programs that have come since, as {@link surveyAgain}
 * does; else it records nothing, since nothing is decided.
 * @returns what was needed
 * @throws VpcctlError `HOST_PROGRAM_MISSING`, `BACKEND_UNUSABLE`; `REPLAY_INCOMPLETE` when some of it can't be built; the rest then stands
 */
export async function replay(parts: EngineParts): Promise<Drift> {
  const drift = await matchJournal(parts);
  const surveyed = await surveyAgain(parts);
  return surveyed === null ? drift : together([drift, surveyed]);
}

function matchJournal(parts: EngineParts): Promise<Drift> {
  return withSession(parts, async (session) => {
    const { host, projection } = session;
    refuseForeign(foreignIntents(projection.state));
    const { registry, observer, log, signal } = parts;
    const overdue = await findOverdue(parts);
    const desired = overdue?.planned.after ?? worldOf(registry, projection.state);
    const others = overdue === null ? [] : [overdue.planned.before];
    checkDriverPrograms(desired);
    try {
      const drift = await converge(registry, host, desired, others, signal);
      await overdue?.record(session);
      return drift;
    } catch (error) {
      if (signal?.aborted) throw error;
      await checkBackend(registry, desired, host);
      log.warn({ error: String(error) }, 'replay failed as a whole; building what can be built');
      observer.notice?.('that failed as a whole; building what can be built');
      await overdue?.record(session);
      return await replayInParts(parts, host, desired, others);
    }
  });
}

/** What {@link replay} would do. Takes no lock, changes nothing. */
export async function rehearseReplay(parts: EngineParts): Promise<Drift> {
  const now = await readState(parts);
  refuseForeign(foreignIntents(now));
  const state = (await rehearseSurvey(parts))?.stateAfter ?? now;
  return findDrift(parts.registry, parts.openHost(), worldOf(parts.registry, state));
}

/**
 * Follows the journal change by change, and leaves out those that fail and those that stand on them.
 * @param whole what was tried before, and has left a part: all of it by the drivers that are in use at the end
 */
async function replayInParts(
  parts: EngineParts,
  host: EngineHost,
  whole: World,
  others: readonly World[],
): Promise<Drift> {
  const { registry, journal, log } = parts;
  const { entries } = await journal.read();
  const counts = new Set(effective(timeline(entries)));
  const tolerated = recordedSo(registry, entries, [...counts]);
  const made: Drift[] = [];
  const failures: string[] = [];
  const { drivers } = whole;
  let state: State = EMPTY_STATE;
  for (const entry of entries.filter(({ seq }) => counts.has(seq))) {
    const reason = tolerated.has(entry.seq) ? null : whyNot(registry, state, entry);
    const failure = reason ?? (await attempt(parts, host, state, entry, drivers, made));
    if (failure === null) state = evolve(registry)(state, entry);
    else failures.push(`${entry.seq} ${describeEntry(registry, entry, entries)}: ${failure}`);
  }
  if (failures.length === 0) return together(made);
  const built = { ...worldOf(registry, state), drivers };
  await converge(registry, host, built, [whole, ...others]).catch((error) =>
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
  { registry }: EngineParts,
  host: EngineHost,
  state: State,
  entry: Entry,
  drivers: readonly Driver[],
  made: Drift[],
): Promise<string | null> {
  const before = { ...worldOf(registry, state), drivers };
  const after = { ...worldOf(registry, evolve(registry)(state, entry)), drivers };
  try {
    made.push(await converge(registry, host, after, [before]));
    return null;
  } catch (error) {
    if (!isVpcctlError(error)) throw error;
    await converge(registry, host, before, [after]).catch(() => {});
    return error.message;
  }
}
