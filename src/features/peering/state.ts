import type { State } from '@vpcctl/sdk';

export const PEERING_FEATURE = 'peering';

/** A peering as recorded: its VPCs, and the CIDRs of each that take part. */
export type Peering = {
  vpcs: [string, string];
  cidrs: [string[], string[]];
};

/** The slice: peerings by {@link peeringKey}. */
export type PeeringSlice = { [key: string]: Peering };

/** The key of a peering. It has no direction, so the order of the VPCs does not matter. */
export function peeringKey(a: string, b: string): string {
  return [a, b].sort().join('/');
}

/** The peerings of a state, by {@link peeringKey}. */
export function selectPeerings(state: State): PeeringSlice {
  // The fold puts only this feature's own slice there.
  return (state[PEERING_FEATURE] ?? {}) as PeeringSlice;
}

/** The peerings of one VPC. */
export function peeringsOf(state: State, vpc: string): Peering[] {
  return Object.values(selectPeerings(state)).filter((peering) => peering.vpcs.includes(vpc));
}
