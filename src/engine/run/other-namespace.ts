import type { EngineContext } from '../context.js';
import { readProjection } from '../inspect/read.js';
import { desiredStateOf } from '../model/desired.js';

/**
 * Makes sure that the host is changed from the network namespace that the VPCs are in: from another one nothing of them
 * would be found, and what they have in common with it (`/run/netns`) would be taken away. Only reads the journal. A
 * journal that has nothing on the host is taken to wherever this is.
 * @throws VpcctlError `HOST_OTHER_NAMESPACE`
 */
export async function refuseElsewhere(context: EngineContext): Promise<void> {
  const check = context.checkNamespace?.();
  if (check === undefined) return;
  if (check.mismatch !== null && (await hasAnythingOnHost(context))) throw check.mismatch;
  check.adopt();
}

/** Of a change that was interrupted nobody knows what it has done. */
async function hasAnythingOnHost(context: EngineContext): Promise<boolean> {
  const { state, pending } = await readProjection(context);
  return pending !== null || desiredStateOf(context.registry, state).resources.length > 0;
}
