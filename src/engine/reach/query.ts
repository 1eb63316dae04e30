import { type Entry, foldWhole, lastSeq, openJournal } from '@vpcctl/journal';
import { requireVpc, type State } from '@vpcctl/sdk';
import { acquireLock, statePaths } from '../../host/index.js';
import {
  type Endpoint,
  endsOf,
  type Flow,
  flowsBetween,
  type HostView,
  type ReachModel,
  reach,
  requireEnds,
  type Service,
  type Step,
  type Subject,
  servicesOf,
  uncheckedProtocols,
  type Verdict,
} from '../../model/reach/index.js';
import type { ReadContext } from '../context/context.js';
import { entriesAt, parsePointInTime, withoutPending } from '../history/point-in-time.js';
import { type UnknownEvent, unknownEvents } from '../missing/unknown-events.js';
import { describeEntry } from '../model/describe.js';
import { EMPTY_STATE, evolve } from '../model/evolve.js';
import { readProjection } from '../model/read-state.js';
import { coreRegistry, isCoreHistory, isCoreState } from '../registry/core-registry.js';
import { type PluginHost, stateVersion } from '../registry/plugin-host.js';
import type { Registry } from '../registry/registry.js';
import { type Blame, blameFor } from './blame.js';
import { withHindrances } from './hindrances.js';
import { buildReachModel, readHostView } from './model.js';
import type { Hypothesis } from './what-if.js';

/** Which state a query is about. */
export interface Wanted {
  /** An entry or a time; now where undefined. */
  readonly at: string | undefined;
  /** Hypothetical changes on top of that state. */
  readonly with: readonly Hypothesis[];
}

/** The state that a query is about, with its journal and its reach model. */
export interface ReachQuery {
  readonly registry: Registry;
  /** Its journal. Changes after the one with the number `recorded` are hypothetical. */
  readonly entries: readonly Entry[];
  readonly recorded: number;
  readonly state: State;
  readonly model: ReachModel;
  /** Types of intents in the state whose plugin isn't installed. */
  readonly unknown: readonly UnknownEvent[];
  /**
   * Refuses a flow with an end that exists neither in this state nor before the hypothetical
   * changes.
   */
  readonly require: (flow: Flow) => void;
}

/** The entry responsible for a part of the state, in words. */
export interface DescribedBlame extends Blame {
  readonly description: string;
  /** Null for a hypothetical change. */
  readonly seq: number | null;
}

/** The answer to one flow. */
export interface Answer {
  readonly flow: Flow;
  readonly verdict: Verdict;
  /** For each step of the verdict, the blame for its subject; null without subject or blame. */
  readonly origins: readonly (DescribedBlame | null)[];
}

/**
 * Reads the state that a query is about. Takes no lock, records nothing.
 * @throws VpcctlError `POINT_IN_TIME_INVALID`; as `entriesAt` and `assume`; JournalError as
 *   `journal.read` does
 */
export async function readQuery(plugins: PluginHost, wanted: Wanted): Promise<ReachQuery> {
  const pointInTime = parsePointInTime(wanted.at ?? 'now', Date.now());
  const {
    registry,
    state: present,
    position,
    entries: now,
    end,
  } = await readPresent(plugins, wanted.with.length > 0);
  const past = entriesAt(now, pointInTime);
  const seen = await readHostView(plugins, present);
  // What hinders packets now says nothing of the past.
  const isNow = pointInTime.type === 'now';
  const host = isNow ? await withHindrances(plugins, present, seen) : seen;
  const entries = await entriesWith(plugins, registry, past, now, wanted.with);
  const known = now === entries && end.hash === position.hash ? present : undefined;
  return queryOf(registry, past, entries, host, known);
}

/**
 * The journal and the present state, read with the core's features where these are all it takes.
 * @param all whether plugins are needed anyway: a hypothetical change may be one of theirs
 */
async function readPresent(plugins: PluginHost, all: boolean) {
  if (all) return readWithPlugins(plugins);
  const { directory, snapshot } = statePaths();
  const core = await readAll({
    registry: coreRegistry(),
    journal: openJournal(directory, { acquire: acquireLock }),
    snapshotFile: snapshot,
    snapshotVersion: stateVersion(plugins),
  });
  if (isCoreState(plugins, core.state) && isCoreHistory(core.entries)) return core;
  return readWithPlugins(plugins);
}

async function readWithPlugins(plugins: PluginHost) {
  const { openReader } = await import('../context/open.js');
  return readAll(await openReader(plugins));
}

async function readAll(context: ReadContext) {
  // Read first: the journal may grow meanwhile.
  const { state, position } = await readProjection(context);
  const { entries, end } = await context.journal.read();
  return { registry: context.registry, state, position, entries, end };
}

async function entriesWith(
  plugins: PluginHost,
  registry: Registry,
  past: readonly Entry[],
  now: readonly Entry[],
  requests: readonly Hypothesis[],
): Promise<readonly Entry[]> {
  if (requests.length === 0) return past;
  const [{ openEngine }, { assume }] = await Promise.all([
    import('../context/open.js'),
    import('./what-if.js'),
  ]);
  const silent = { debug: () => {}, info: () => {}, warn: () => {} };
  const engine = await openEngine({ plugins, observer: {}, openLog: async () => silent });
  return assume({ ...engine, registry }, past, now, requests);
}

/**
 * Builds a query from a journal, `past`, and the same journal with hypothetical changes. Pure.
 * @param known the fold of `entries`, where the caller has it
 */
export function queryOf(
  registry: Registry,
  past: readonly Entry[],
  entries: readonly Entry[],
  host: HostView,
  known?: State,
): ReachQuery {
  const stateOf = (journal: readonly Entry[]): State =>
    foldWhole(journal, EMPTY_STATE, evolve(registry)).state;
  const state = known ?? stateOf(entries);
  return {
    registry,
    entries,
    recorded: lastSeq(past === entries ? entries : withoutPending(past)),
    state,
    model: buildReachModel(registry, state, host),
    unknown: unknownEvents(state),
    require: (flow) => requireEnds([state, ...(past === entries ? [] : [stateOf(past)])], flow),
  };
}

/** Answers flows, with the blame for each step. Pure. All flows share one fold. */
export function answer(query: ReachQuery, flows: readonly Flow[]): Answer[] {
  const { registry, entries, recorded, model } = query;
  const verdicts = flows.map((flow) => ({ flow, verdict: reach(model, flow) }));
  const subjects = new Map<string, Subject>();
  for (const { verdict } of verdicts) {
    for (const { about } of verdict.steps) if (about !== null) subjects.set(keyOf(about), about);
  }
  const found = blameFor(query, [...subjects.values()]);
  const describe = (origin: Blame): DescribedBlame => ({
    ...origin,
    description: describeEntry(registry, origin.entry, entries),
    seq: origin.entry.seq > recorded ? null : origin.entry.seq,
  });
  const origins = new Map(
    [...subjects.keys()].map((key, index) => {
      const origin = found[index] ?? null;
      return [key, origin === null ? null : describe(origin)];
    }),
  );
  const originOf = ({ about }: Step) =>
    about === null ? null : (origins.get(keyOf(about)) ?? null);
  return verdicts.map(({ flow, verdict }) => ({
    flow,
    verdict,
    origins: verdict.steps.map(originOf),
  }));
}

/** The answer to one flow. Pure. */
export function answerOne(query: ReachQuery, flow: Flow): Answer {
  const [only] = answer(query, [flow]);
  if (only === undefined) throw new RangeError('the flow has no answer');
  return only;
}

/** The flows between all pairs of ends. */
export interface Matrix {
  readonly ends: readonly Endpoint[];
  readonly services: readonly Service[];
  readonly flows: readonly Flow[];
}

/**
 * The flows between all ends of the named VPCs, or of all VPCs. Pure.
 * @param services the services to ask about; by default ping, and the ports that policies name
 * @throws VpcctlError `VPC_UNKNOWN`
 */
export function matrixOf(
  { model, state }: ReachQuery,
  vpcs: readonly string[],
  services?: readonly Service[],
): Matrix {
  for (const name of vpcs) requireVpc(state, name);
  const names = vpcs.length > 0 ? vpcs : model.networks.map(({ vpc }) => vpc.name);
  const ends = endsOf(model, names);
  const wanted = services ?? servicesOf(model, names);
  return { ends, services: wanted, flows: flowsBetween(model, ends, wanted) };
}

/** The protocols in policies of the named VPCs, or of all, that a matrix leaves out. Pure. */
export function uncheckedProtocolsOf({ model }: ReachQuery, vpcs: readonly string[]): string[] {
  const names = vpcs.length > 0 ? vpcs : model.networks.map(({ vpc }) => vpc.name);
  return uncheckedProtocols(model, names);
}

function keyOf(subject: Subject): string {
  return 'resource' in subject ? subject.resource : `${subject.feature} ${subject.key}`;
}
