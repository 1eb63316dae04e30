import type { Resource, State } from '@vpcctl/sdk';
import { once } from '../../model/records.js';
import { lowerWorkload, ownWorkload } from '../../model/workloads/index.js';
import { requireVpc, type Vpc } from '../vpc/state.js';
import { type Subnet, selectSubnets } from './state.js';

/**
 * The resources of all subnets: those of their own workloads. A command lowers the states before
 * and after it, which share most subnets, so those of a subnet are made once.
 */
export function lowerSubnets(state: State): Resource[] {
  return Object.values(selectSubnets(state)).flatMap((subnet) =>
    lowered(requireVpc(state, subnet.vpc))(subnet),
  );
}

const lowered = once((vpc: Vpc) =>
  once((subnet: Subnet) => lowerWorkload(ownWorkload(subnet), subnet, vpc)),
);
