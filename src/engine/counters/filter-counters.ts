import { type Resource, type RuleCount, type State, servesPacketPolicy } from '@vpcctl/sdk';
import type { EngineContext } from '../context/context.js';
import { desiredStateOf } from '../model/desired.js';

/**
 * What the rules of security groups on this host have counted. It takes no lock and changes nothing.
 * @param state the present state
 * @param isAsked picks the resources whose counters are read; by default all
 * @returns null where the backend counts nothing, or nothing is filtered
 * @throws VpcctlError as the driver does: `HOST_STEP_FAILED` without root
 */
export async function readFilterCounters(
  context: EngineContext,
  state: State,
  isAsked: (resource: Resource) => boolean = () => true,
): Promise<readonly RuleCount[] | null> {
  const { backend, resources } = filterOf(context, state);
  if (backend?.readCounters === undefined) return null;
  return backend.readCounters(context.openHost(), resources.filter(isAsked));
}

/** The driver that filters, null where none does, and the resources. */
export function filterOf({ registry }: EngineContext, state: State) {
  const { drivers, resources } = desiredStateOf(registry, state);
  const isFiltered = registry.backendOf(state) !== null;
  return { backend: isFiltered ? (drivers.find(servesPacketPolicy) ?? null) : null, resources };
}
