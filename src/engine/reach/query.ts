import { type Entry, foldWhole, lastSeq } from '@vpcctl/journal';
import type { State } from '@vpcctl/sdk';
import { requireVpc } from '../../features/vpc/state.js';
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
  type Subject,
  servicesOf,
  type Verdict,
} from '../../model/reach/index.js';
import { entriesAt, stateAt } from '../history/at.js';
import { describeEntry } from '../history/describe.js';
import { parsePointInTime } from '../history/moment.js';
import type { ReadContext } from '../inspect/read.js';
import { EMPTY_STATE, evolve, unknownIntents } from '../model/evolve.js';
import { hostOf, openEngine, openReader } from '../open.js';
import type { PluginHost } from '../registry/plugin-host.js';
import type { Registry } from '../registry/registry.js';
import { type Blame, blameFor } from './blame.js';
import { readHostView } from './host-view.js';
import { buildReachModel } from './model.js';
import { type Hypothesis, settled, suppose } from './what-if.js';

/** Which world is asked about: as of an entry or a time, and with further changes that are only thought of. */
export interface Wanted {
  readonly at: string | undefined;
  readonly with: readonly Hypothesis[];
}

/** The world that is asked about. */
export interface ReachQuery {
  readonly registry: Registry;
  /** Its journal; changes after the one with the number `recorded` are only thought of. */
  readonly entries: readonly Entry[];
  readonly recorded: number;
  readonly state: State;
  readonly model: ReachModel;
  /** Intents of plugins that aren't installed have part in it. */
  readonly foreign: readonly string[];
  /** Refuses a flow whose ends nobody has heard of: neither in this world nor in that before the changes. */
  readonly require: (flow: Flow) => void;
}

/** What put a part of the state there, or took it away. */
export interface DescribedBlame extends Blame {
  readonly description: string;
  /** Null for a change that is only thought of. */
  readonly seq: number | null;
}

/** The answer to one flow. */
export interface Answer {
  readonly flow: Flow;
  readonly verdict: Verdict;
  /** For each step of the verdict what its subject is owed to, if it has one and anything. */
  readonly origins: readonly (DescribedBlame | null)[];
}

/**
 * Reads the world that is asked about. Takes no lock, records nothing.
 * @throws VpcctlError `MOMENT_INVALID`; as `entriesAt` and `suppose`; JournalError as `journal.read` does
 */
export async function readQuery(plugins: PluginHost, wanted: Wanted): Promise<ReachQuery> {
  const pointInTime = parsePointInTime(wanted.at ?? 'now', Date.now());
  const context = await openReader(plugins);
  const { entries: now } = await context.journal.read();
  const host = await readHostView(hostOf(plugins), stateAt(context.registry, now, { type: 'now' }));
  const past = entriesAt(now, pointInTime);
  const entries = await supposed(plugins, context, past, now, wanted.with);
  return queryOf(context.registry, past, entries, host);
}

async function supposed(
  plugins: PluginHost,
  { registry }: ReadContext,
  past: readonly Entry[],
  now: readonly Entry[],
  requests: readonly Hypothesis[],
): Promise<readonly Entry[]> {
  if (requests.length === 0) return past;
  const silent = { debug: () => {}, info: () => {}, warn: () => {} };
  const engine = await openEngine({ plugins, observer: {}, openLog: async () => silent });
  return suppose({ ...engine, registry }, past, now, requests);
}

/** A world by its journal. Pure. */
export function queryOf(
  registry: Registry,
  past: readonly Entry[],
  entries: readonly Entry[],
  host: HostView,
): ReachQuery {
  const stateOf = (journal: readonly Entry[]): State =>
    foldWhole(journal, EMPTY_STATE, evolve(registry)).state;
  const state = stateOf(entries);
  return {
    registry,
    entries,
    recorded: lastSeq(past === entries ? entries : settled(past)),
    state,
    model: buildReachModel(registry, state, host),
    foreign: unknownIntents(state),
    require: (flow) => requireEnds([state, ...(past === entries ? [] : [stateOf(past)])], flow),
  };
}

/** Answers flows, with what each step is owed to; one fold for all of them. Pure. */
export function answer(query: ReachQuery, flows: readonly Flow[]): Answer[] {
  const { registry, entries, recorded, model } = query;
  const verdicts = flows.map((flow) => ({ flow, verdict: reach(model, flow) }));
  const subjects = new Map<string, Subject>();
  for (const { verdict } of verdicts) {
    for (const { about } of verdict.steps) if (about !== null) subjects.set(keyOf(about), about);
  }
  const found = blameFor(query, [...subjects.values()]);
  const origins = new Map([...subjects.keys()].map((key, index) => [key, found[index] ?? null]));
  const describe = (origin: Blame): DescribedBlame => ({
    ...origin,
    description: describeEntry(registry, origin.entry, entries),
    seq: origin.entry.seq > recorded ? null : origin.entry.seq,
  });
  return verdicts.map(({ flow, verdict }) => ({
    flow,
    verdict,
    origins: verdict.steps.map(({ about }) => {
      const origin = about === null ? null : (origins.get(keyOf(about)) ?? null);
      return origin === null ? null : describe(origin);
    }),
  }));
}

/** The answer to one flow. Pure. */
export function answerOne(query: ReachQuery, flow: Flow): Answer {
  const [only] = answer(query, [flow]);
  if (only === undefined) throw new RangeError('a flow without an answer');
  return only;
}

/** What is asked of all against all. */
export interface Matrix {
  readonly ends: readonly Endpoint[];
  readonly services: readonly Service[];
  readonly flows: readonly Flow[];
}

/**
 * The flows between all ends of VPCs, of all where none is named. Pure.
 * @param services what is asked of each pair; else ping, and the ports that policies name
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

function keyOf(subject: Subject): string {
  return 'resource' in subject ? subject.resource : `${subject.feature} ${subject.key}`;
}
