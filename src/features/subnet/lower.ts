import type { Resource, State } from '@vpcctl/sdk';
import { lowerWorkload, ownWorkload } from '../../model/workloads/index.js';
import { selectSubnets } from './state.js';

/** The resources of all subnets: those of their own workloads. */
export function lowerSubnets(state: State): Resource[] {
  return Object.values(selectSubnets(state)).flatMap((subnet) =>
    lowerWorkload(state, ownWorkload(subnet)),
  );
}
