import type { State } from '@vpcctl/sdk';
import { unknownName } from '../../model/names/suggest.js';
import { requireVpc } from '../vpc/select.js';
import type { Subnet, SubnetSlice } from './state.js';

export const SUBNET_FEATURE = 'subnet';

/** The subnets of a state, by `<vpc>/<subnet>`. */
export function selectSubnets(state: State): SubnetSlice {
  // The fold only ever puts this feature's own slice there.
  return (state[SUBNET_FEATURE] ?? {}) as SubnetSlice;
}

/** The subnets of one VPC, in the order in which they were added. */
export function subnetsOf(state: State, vpc: string): Subnet[] {
  return Object.values(selectSubnets(state)).filter((subnet) => subnet.vpc === vpc);
}

/**
 * The subnet called `name` of `vpc`.
 * @throws VpcctlError `VPC_UNKNOWN`, `SUBNET_UNKNOWN`
 */
export function requireSubnet(state: State, vpc: string, name: string): Subnet {
  requireVpc(state, vpc);
  const subnets = subnetsOf(state, vpc);
  const subnet = subnets.find((candidate) => candidate.name === name);
  if (subnet !== undefined) return subnet;
  throw unknownName(
    'SUBNET_UNKNOWN',
    `subnet of ${vpc}`,
    name,
    subnets.map((candidate) => candidate.name),
    `VPC ${vpc} has no subnet yet: vpcctl add-subnet ${vpc} …`,
  );
}
