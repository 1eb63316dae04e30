import type { State } from '@vpcctl/sdk';
import { ownValue } from '../../model/records.js';

export const TOPOLOGY_FEATURE = 'topology';

/** What the applies of one topology have made, and still exists. */
export type Owned = {
  /** `vpcs shop`, `subnets shop/web`, `peerings office/shop`. */
  objects: string[];
  /** The settings that it made, such as `shop/web#firewall`, each with a hash of its value. */
  keys: { [key: string]: string };
};

/** The slice: what each topology owns, by its name. */
export type TopologySlice = { [name: string]: Owned };

export function selectTopologies(state: State): TopologySlice {
  // The fold puts only this feature's own slice there.
  return (state[TOPOLOGY_FEATURE] ?? {}) as TopologySlice;
}

/** What the topology called `name` owns. */
export function ownedBy(state: State, name: string | null): Owned {
  return (name === null ? undefined : ownValue(selectTopologies(state), name)) ?? NOTHING;
}

const NOTHING: Owned = { objects: [], keys: {} };
