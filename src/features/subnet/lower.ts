import type { LoweredPart, State } from '@vpcctl/sdk';
import { once } from '../../model/records.js';
import { lowerWorkload, ownWorkload } from '../../model/workloads/index.js';
import { requireVpc, type Vpc } from '../vpc/state.js';
import { type Subnet, selectSubnets } from './state.js';

/** Each subnet with the resources of its own workload. */
export function partsOfSubnets(state: State): ReadonlyMap<string, LoweredPart> {
  const parts = new Map<string, LoweredPart>();
  for (const [key, subnet] of Object.entries(selectSubnets(state))) {
    const vpc = requireVpc(state, subnet.vpc);
    parts.set(key, { of: [subnet, vpc], lower: () => lowered(vpc)(subnet) });
  }
  return parts;
}

/** States that share a subnet share its resources, so that nothing compares them. */
const lowered = once((vpc: Vpc) =>
  once((subnet: Subnet) => lowerWorkload(ownWorkload(subnet), subnet, vpc)),
);
