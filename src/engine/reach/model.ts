import type { State } from '@vpcctl/sdk';
import { type HostView, type ReachModel, reachModelOf } from '../../model/reach/index.js';
import { lowerAll } from '../model/lower.js';
import type { Registry } from '../registry/registry.js';

/** What of a state, and of the resources of all features, decides who can reach whom. Pure. */
export function buildReachModel(registry: Registry, state: State, host: HostView): ReachModel {
  return reachModelOf({ state, resources: lowerAll(registry, state) }, host);
}
