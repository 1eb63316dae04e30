import type { State } from '@vpcctl/sdk';
import { isThere } from '../../host/index.js';
import { allWorkloads } from '../../model/workloads/index.js';

/**
 * Finds instances whose attached namespace no longer exists: its container has ended, or the host
 * was restarted. Nothing can be built for such an instance; it keeps its address.
 * @returns their labels, `VPC/SUBNET/NAME`
 */
export function findMissingNamespaces(state: State): string[] {
  return allWorkloads(state)
    .filter(
      ({ namespace, attachment }) => attachment !== null && !isThere(namespace, attachment.process),
    )
    .map(({ label }) => label);
}
