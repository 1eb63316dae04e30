import { type FilterCounters, type Resource, type State, servesPacketPolicy } from '@vpcctl/sdk';
import type { EngineContext } from '../context/context.js';
import { desiredStateOf } from '../model/desired.js';

/**
 * What the packet filter of this host has counted. It takes no lock and changes nothing.
 * @param state the present state
 * @param isAsked picks the resources whose counters are read; by default all
 * @returns null where the backend counts nothing, or nothing is filtered
 * @throws VpcctlError as the driver does: `HOST_STEP_FAILED` without root
 */
export async function readFilterCounters(
  { registry, openHost }: EngineContext,
  state: State,
  isAsked: (resource: Resource) => boolean = () => true,
): Promise<FilterCounters | null> {
  const { drivers, resources } = desiredStateOf(registry, state);
  const backend = drivers.find(servesPacketPolicy);
  if (backend?.readCounters === undefined || registry.backendOf(state) === null) return null;
  return backend.readCounters(openHost(), resources.filter(isAsked));
}
