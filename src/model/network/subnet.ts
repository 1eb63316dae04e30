import { requireSubnet as findSubnet, type State } from '@vpcctl/sdk';
import { groupedBy } from '../records.js';
import type { VpcInterface } from './vpc.js';

export const SUBNET_FEATURE = 'subnet';

/** A subnet as recorded, with its own workload. */
export type Subnet = {
  vpc: string;
  name: string;
  /** What it was made as, where it is called otherwise: `vpc1/web`. Its names on the host stay. */
  madeAs?: string;
  cidr: string;
  /** `public`: may open connections out of the VPC's uplink. */
  type: 'public' | 'private';
  /** The address of its own workload: the first host address that no VPC's router has. */
  address: string;
  namespace: string;
  /** The end of its workload's veth pair in the namespace. */
  guestEnd: VpcInterface;
  /** The end of that veth pair on the host: a port of the router. */
  hostEnd: VpcInterface;
};

/** The slice: subnets by `<vpc>/<subnet>`. */
export type SubnetSlice = { [key: string]: Subnet };

/** The subnets of a state, by `<vpc>/<subnet>`. */
export function selectSubnets(state: State): SubnetSlice {
  // The fold puts only this feature's own slice there.
  return (state[SUBNET_FEATURE] ?? {}) as SubnetSlice;
}

/** The subnets of one VPC, in the order in which they were added. */
export function subnetsOf(state: State, vpc: string): Subnet[] {
  return [...byVpc(selectSubnets(state), vpc)];
}

const byVpc = groupedBy(({ vpc }: Subnet) => vpc);

/**
 * The subnet called `name` of `vpc`.
 * @throws VpcctlError `VPC_UNKNOWN`, `SUBNET_UNKNOWN`
 */
export function requireSubnet(state: State, vpc: string, name: string): Subnet {
  // The SDK's view shows a part of what the slice holds.
  return findSubnet(state, vpc, name) as Subnet;
}
