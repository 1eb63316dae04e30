import type { EngineContext } from '../context/context.js';
import { type DesiredState, desiredStateOf } from '../model/desired.js';
import { readState } from '../model/read-state.js';

/**
 * Finds the instances whose attached namespace no longer exists: its container has ended, or the
 * host was restarted. Nothing can be built for such an instance; it keeps its address.
 * @returns their labels, `VPC/SUBNET/NAME`
 */
export async function findMissingNamespaces(context: EngineContext): Promise<string[]> {
  return missingNamespacesOf(desiredStateOf(context.registry, await readState(context)));
}

/** As {@link findMissingNamespaces}, of a desired state. */
export function missingNamespacesOf({ drivers, resources }: DesiredState): string[] {
  return drivers
    .flatMap((driver) => driver.unreachable?.(resources) ?? [])
    .map(({ label }) => label);
}
