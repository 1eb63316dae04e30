import { API_VERSION, type JsonObject, type State } from '@vpcctl/sdk';
import { forwardFeature } from '../../../plugins/port-forward/src/feature.js';
import { createTcDriver } from '../../../plugins/shaping/src/driver/index.js';
import { shapingFeature } from '../../../plugins/shaping/src/feature.js';
import { EMPTY_STATE } from '../../../src/engine/model/evolve.js';
import { createRegistry } from '../../../src/engine/registry/registry.js';
import { exportTopology } from '../../../src/engine/topology/export.js';
import { type PlannedTopology, planTopology } from '../../../src/engine/topology/plan-topology.js';
import type { TopologyRequest } from '../../../src/engine/topology/request.js';
import { hostWith } from '../features/facts.js';
import { CORE } from '../features/given.js';

/** The core's features, and those of the plugins that come with vpcctl. */
export const registry = createRegistry([
  CORE,
  { name: 'port-forward', apiVersion: API_VERSION, features: [forwardFeature] },
  {
    ...{ name: 'shaping', apiVersion: API_VERSION },
    features: [shapingFeature],
    drivers: [createTcDriver()],
  },
]);

/** Plans a document on a state, on a host that has what the state says. */
export function planOn(
  state: State,
  document: JsonObject,
  options: Partial<TopologyRequest> = {},
): Promise<PlannedTopology> {
  const request: TopologyRequest = {
    ...{ action: 'apply', document, name: 'net', label: 'net', prune: false },
    ...options,
  };
  // What is replaced counts as gone: the facts are those of a host without VPCs.
  return planTopology(registry, state, request, async () => hostWith(EMPTY_STATE));
}

/** The state after a document was applied. */
export async function applied(
  state: State,
  document: JsonObject,
  options: Partial<TopologyRequest> = {},
): Promise<State> {
  return (await planOn(state, document, options)).stateAfter;
}

export const exported = (state: State) => exportTopology(registry, state).document;

/** A document without the numbers that only tell in which order VPCs were made. */
export function withoutSegments(document: JsonObject): JsonObject {
  return JSON.parse(
    JSON.stringify(document, (key, value: unknown) => (key === 'segment' ? undefined : value)),
  );
}

/** What a document names, without the free choices that another order makes otherwise. */
export function withoutChoices(document: JsonObject): JsonObject {
  const text = JSON.stringify(withoutSegments(document), sorted);
  const { peerings = [], ...rest } = JSON.parse(
    text.replaceAll(/"(ip|cidr)":"[\d./]+"/g, '"$1":""'),
  );
  // The peerings stand in the order in which they were made.
  return { ...rest, peerings: peerings.map((each: unknown) => JSON.stringify(each)).sort() };
}

function sorted(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A document without the keys of plugins. */
export function onlyCore(document: JsonObject): JsonObject {
  return JSON.parse(
    JSON.stringify(document, (key, value: unknown) =>
      key === 'forward' || key === 'shape' ? undefined : value,
    ),
  );
}
