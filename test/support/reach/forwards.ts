import { API_VERSION, type State, type VpcctlPlugin } from '@vpcctl/sdk';
import { forwardFeature } from '../../../plugins/port-forward/src/feature.js';
import { EMPTY_STATE } from '../../../src/engine/model/evolve.js';
import { createRegistry } from '../../../src/engine/registry/registry.js';
import { hostWith } from '../features/facts.js';
import { CORE, decide, type Outcome, type Wish } from '../features/given.js';

/** The plugin that wants forwards, without its commands. */
export const FORWARDS: VpcctlPlugin = {
  name: '@vpcctl/port-forward',
  apiVersion: API_VERSION,
  features: [forwardFeature],
};

/** The core's features, and forwards. */
export const registry = createRegistry([CORE, FORWARDS]);

/** What a wish comes to, which may be one for forwards. */
export function decided(state: State, wish: Wish): Outcome {
  return decide(state, wish, hostWith(state), registry);
}

/** What wishes come to, which may be some for forwards. */
export function lowered(...wishes: readonly Wish[]): Pick<Outcome, 'state' | 'resources'> {
  return wishes.reduce<Pick<Outcome, 'state' | 'resources'>>(
    ({ state }, wish) => decided(state, wish),
    { state: EMPTY_STATE, resources: [] },
  );
}
