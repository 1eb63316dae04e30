import type { State } from '@vpcctl/sdk';
import type { Peering, PeeringSlice } from './state.js';

export const PEERING_FEATURE = 'peering';

/** The peerings of a state. */
export function selectPeerings(state: State): PeeringSlice {
  // The fold only ever puts this feature's own slice there.
  return (state[PEERING_FEATURE] ?? {}) as PeeringSlice;
}

/** The peerings of one VPC. */
export function peeringsOf(state: State, vpc: string): Peering[] {
  return Object.values(selectPeerings(state)).filter((peering) => peering.vpcs.includes(vpc));
}
