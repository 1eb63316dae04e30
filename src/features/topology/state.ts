import type { OwnedByTopology, State } from '@vpcctl/sdk';
import { ownValue } from '../../model/records.js';

export const TOPOLOGY_FEATURE = 'topology';

/** The slice: what each topology owns, by its name. */
export type TopologySlice = { [name: string]: OwnedByTopology };

export function selectTopologies(state: State): TopologySlice {
  // The fold puts only this feature's own slice there.
  return (state[TOPOLOGY_FEATURE] ?? {}) as TopologySlice;
}

/** What the topology called `name` owns. */
export function ownedBy(state: State, name: string): OwnedByTopology {
  return ownValue(selectTopologies(state), name) ?? { objects: [], keys: {} };
}
