import type { Resource, State } from '@vpcctl/sdk';
import { lowerMachine } from '../../model/workloads/lower.js';
import { ownMachine } from '../../model/workloads/select.js';
import { selectSubnets } from './select.js';

/** The resources of all subnets' own machines. */
export function lowerSubnets(state: State): Resource[] {
  return Object.values(selectSubnets(state)).flatMap((subnet) =>
    lowerMachine(state, ownMachine(subnet)),
  );
}
