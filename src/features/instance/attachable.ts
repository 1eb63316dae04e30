import { inputError, type State } from '@vpcctl/sdk';
import { allWorkloads } from '../../model/workloads/index.js';
import { NAMESPACE } from './schema.js';
import type { FoundNamespace } from './state.js';

/**
 * Checks that a namespace can be attached. A second interface in vpcctl's own namespaces would be a
 * way around the policy of the first.
 * @throws VpcctlError `NETNS_UNUSABLE`, `NAMESPACE_IS_HOST`, `NAMESPACE_IS_OWN`
 */
export function checkAttachable(state: State, found: FoundNamespace): void {
  if ('netns' in found.by && !NAMESPACE.test(found.by.netns)) {
    throw inputError(
      'NETNS_UNUSABLE',
      `ip does not take the name ${JSON.stringify(found.by.netns)}`,
      'attach it by one of its processes: --pid',
    );
  }
  if (found.host) {
    throw inputError(
      'NAMESPACE_IS_HOST',
      "this is the host's own network namespace, which stays apart from every VPC",
      'name the namespace of a container: --netns NAME, or --pid with one of its processes',
    );
  }
  const own = allWorkloads(state).find(
    ({ namespace, attachment }) => attachment === null && found.names.includes(namespace),
  );
  if (own === undefined) return;
  throw inputError(
    'NAMESPACE_IS_OWN',
    `this is the namespace of ${own.label}, and vpcctl's own`,
    'a workload is in one subnet; to let two VPCs talk: vpcctl peer',
  );
}
