import type { Projection } from '@vpcctl/journal';
import type { State } from '@vpcctl/sdk';
import type { EngineContext } from '../context/context.js';
import { desiredStateOf } from '../model/desired.js';

/**
 * Refuses to change the host from another network namespace than that of the VPCs. From there their
 * objects can't be seen, and shared ones (`/run/netns`) would be removed.
 * If the journal has no resources on a host yet, this namespace becomes that of the VPCs.
 * @throws VpcctlError `HOST_OTHER_NAMESPACE`
 */
export async function refuseOtherNamespace(
  context: EngineContext,
  projection: Projection<State>,
): Promise<void> {
  const check = context.checkNamespace?.();
  if (check === undefined) return;
  if (check.mismatch !== null && hasAnythingOnHost(context, projection)) throw check.mismatch;
  check.adopt();
}

/**
 * Whether VPCs may have objects on a host. An interrupted change may have made any of its objects.
 */
function hasAnythingOnHost(context: EngineContext, { state, pending }: Projection<State>): boolean {
  return pending !== null || desiredStateOf(context.registry, state).resources.length > 0;
}
