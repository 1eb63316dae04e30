import type { LoweredPart, State } from '@vpcctl/sdk';
import { instanceWorkload, lowerWorkload } from '../../model/workloads/index.js';
import { requireSubnet } from '../subnet/state.js';
import { requireVpc } from '../vpc/state.js';
import { selectInstances } from './state.js';

/** Each instance with the resources of its workload. */
export function partsOfInstances(state: State): ReadonlyMap<string, LoweredPart> {
  const parts = new Map<string, LoweredPart>();
  for (const [key, instance] of Object.entries(selectInstances(state))) {
    const vpc = requireVpc(state, instance.vpc);
    const subnet = requireSubnet(state, instance.vpc, instance.subnet);
    const lower = () => lowerWorkload(instanceWorkload(instance), subnet, vpc);
    parts.set(key, { of: [instance, subnet, vpc], lower });
  }
  return parts;
}
