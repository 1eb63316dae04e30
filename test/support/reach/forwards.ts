import { API_VERSION, type State, type VpcctlPlugin } from '@vpcctl/sdk';
import { forwardFeature } from '../../../plugins/port-forward/src/feature.js';
import { EMPTY_STATE } from '../../../src/engine/model/evolve.js';
import { createRegistry } from '../../../src/engine/registry/registry.js';
import { hostWith } from '../features/facts.js';
import { CORE, type CommandRequest, decide, type Outcome } from '../features/given.js';

/** The plugin that wants forwards, without its commands. */
export const FORWARDS: VpcctlPlugin = {
  name: '@vpcctl/port-forward',
  apiVersion: API_VERSION,
  features: [forwardFeature],
};

/** The core's features, and forwards. */
export const registry = createRegistry([CORE, FORWARDS]);

/** The result of a request, which may be one for forwards. */
export function decided(state: State, request: CommandRequest): Outcome {
  return decide(state, request, hostWith(state), registry);
}

/** The result of requests, which may be some for forwards. */
export function lowered(
  ...requests: readonly CommandRequest[]
): Pick<Outcome, 'state' | 'resources'> {
  return requests.reduce<Pick<Outcome, 'state' | 'resources'>>(
    ({ state }, request) => decided(state, request),
    { state: EMPTY_STATE, resources: [] },
  );
}
