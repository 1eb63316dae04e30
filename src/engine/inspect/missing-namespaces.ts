import type { State } from '@vpcctl/sdk';
import { isThere } from '../../host/index.js';
import { allWorkloads } from '../../model/workloads/select.js';

/**
 * Instances, as `VPC/SUBNET/NAME`, whose namespace was there when they were attached and has gone since: its container
 * has ended, or the host was restarted. Nothing can be built for them; their addresses stay theirs.
 */
export function findMissingNamespaces(state: State): string[] {
  return allWorkloads(state)
    .filter(
      ({ namespace, attachment }) => attachment !== null && !isThere(namespace, attachment.process),
    )
    .map(({ label }) => label);
}
