import type { State } from '@vpcctl/sdk';
import type { RecordedEvent } from '../model/decide.js';
import type { Registry } from '../registry/registry.js';
import { type Declared, declaredBy, exists, type PlacedObject } from './declared.js';
import { difference, itemsOf, type Made, type Setting } from './items.js';
import { ownedAfter } from './ownership.js';
import { removalsOf } from './removals.js';
import {
  type TopologyItem,
  type TopologyOutcome,
  TopologyRefused,
  type TopologyRequest,
} from './request.js';
import { checkDocument } from './schema.js';
import {
  type Decisions,
  decideRequest,
  decideSteps,
  type Facts,
  type Progress,
  type Refusal,
  type Step,
} from './steps.js';
import { filled, type Wanted, type WantedKey, wantedBy } from './wanted.js';

/** A topology that was decided: the events that a change would record. No events: nothing to do. */
export interface PlannedTopology extends TopologyOutcome {
  readonly events: readonly RecordedEvent[];
  /** The type of the event that names the change. */
  readonly intent: string;
  readonly description: string;
  readonly stateAfter: State;
}

/**
 * Decides what makes `state` have what a document names. Nothing is recorded or run.
 * @param facts the facts of the host, as intents need them
 * @param progress is told how far the plan is
 * @throws TopologyRefused `TOPOLOGY_INVALID` with all that is wrong
 */
export async function planTopology(
  registry: Registry,
  state: State,
  request: TopologyRequest,
  facts: Facts,
  progress?: Progress,
): Promise<PlannedTopology> {
  const declared = declaredBy(registry);
  const document = filled(declared, request.document);
  const issues = checkDocument(declared, document);
  if (issues.length > 0) throw new TopologyRefused(issues);
  const wanted = wantedBy(declared, document);
  const removals = removalsOf(declared, state, request, wanted);
  const decisions: Decisions = { state, events: [] };
  const settings: Setting[] = [];
  const steps = request.action === 'destroy' ? [] : stepsFor(wanted, settings);
  const refused = await decideSteps(registry, facts, decisions, removals.steps);
  refused.push(...(await decideSteps(registry, facts, decisions, steps, progress)));
  if (refused.length > 0) throw new TopologyRefused(issuesOf(refused));
  const made = difference(declared, state, decisions.state, removals.replaced);
  const items = [...removals.items, ...itemsOf(made, settings)];
  const notes = [...removals.notes, ...made.notes(removals.named)];
  return finish(registry, declared, state, request, facts, {
    decisions,
    items,
    notes,
    made,
    settings,
  });
}

/** The steps that create and set what a document names, in an order that mostly does. */
function stepsFor({ objects, keys }: Wanted, settings: Setting[]): Step[] {
  const creations = [
    ...objects.filter(({ of, fields }) => !of.isLast?.(fields)),
    ...objects.filter(({ of, fields }) => of.isLast?.(fields)),
  ];
  const order = new Map(creations.map((object, at) => [object, depthOf(object) * 1e6 + at]));
  creations.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
  const ofHost = keys.filter(({ place }) => place.length === 0);
  const ofObjects = keys.filter(({ place }) => place.length > 0);
  return [
    ...ofHost.map((key) => settingOf(key, settings)),
    ...creations.map(({ of, place, fields, path }) => ({
      path,
      requests: (state: State) =>
        exists({ of, place }, state) ? [] : of.create(state, place, fields),
    })),
    ...ofObjects.map((key) => settingOf(key, settings)),
  ];
}

/** Lists whose members have no names come after all that has, since they are about these. */
function depthOf({ of, place }: PlacedObject): number {
  return of.level === null ? 9 : place.length;
}

/** @param settings where a setting that changes is noted */
function settingOf(wanted: WantedKey, settings: Setting[]): Step {
  const { key, place, value, path } = wanted;
  return {
    path,
    requests: (state) => {
      const requests = key.requests(state, place, value);
      const isNoted = settings.some((setting) => setting.path === path);
      if (requests.length > 0 && !isNoted) {
        settings.push({ ...wanted, text: key.describe(state, place, value) });
      }
      return requests;
    },
  };
}

/** Of an object that was refused, all in it is refused as well: one reason is enough. */
function issuesOf(refused: readonly Refusal[]) {
  const paths = refused.map(({ step }) => step.path);
  return refused
    .filter(
      ({ step: { path } }) =>
        !paths.some(
          (other) =>
            other.length < path.length && other.every((segment, at) => segment === path[at]),
        ),
    )
    .map(({ step, error }) => ({ path: step.path, message: error.message, hints: error.hints }));
}

async function finish(
  registry: Registry,
  declared: Declared,
  before: State,
  request: TopologyRequest,
  facts: Facts,
  planned: {
    decisions: Decisions;
    items: readonly TopologyItem[];
    notes: readonly string[];
    made: Made;
    settings: readonly Setting[];
  },
): Promise<PlannedTopology> {
  const { decisions, items, notes, made, settings } = planned;
  const { record } = declared;
  const count = (action: TopologyItem['action']) =>
    items.filter((item) => item.action === action).length;
  const applied = {
    ...{ action: request.action, label: request.label.slice(0, 200) },
    ...{ created: count('create'), changed: count('change') },
    ...{ replaced: count('replace'), deleted: count('delete') },
    vpcs: vpcsIn(registry, decisions.events),
  };
  // The event that names the change comes first, what the topology owns is known at last.
  const head: Decisions = { state: before, events: [] };
  await decideRequest(registry, facts, head, record.applied(applied));
  const { description = '', intent = '' } = nameOf(registry, head);
  const same = { events: [], description, intent, stateAfter: before, items, notes };
  if (decisions.events.length === 0) return same;
  if (request.name !== null) {
    const owned = record.ownedBy(before, request.name);
    const after = ownedAfter(declared, decisions.state, owned, made.ids, settings);
    await decideRequest(registry, facts, decisions, record.own(request.name, after));
  }
  const events = [...head.events, ...decisions.events];
  return { ...same, events, stateAfter: decisions.state };
}

function nameOf(registry: Registry, { events: [first] }: Decisions) {
  if (first === undefined) return {};
  return { intent: first.type, description: registry.intent(first.type)?.describe(first.data) };
}

function vpcsIn(registry: Registry, events: readonly RecordedEvent[]): string[] {
  const about = events.flatMap(({ type, data }) => registry.intent(type)?.about?.(data) ?? []);
  return [...new Set(about)];
}
