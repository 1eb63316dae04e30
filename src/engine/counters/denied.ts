import {
  boundaryId,
  type DeniedCount,
  policyId,
  type State,
  vpcsOf,
  workloadsOf,
} from '@vpcctl/sdk';
import type { EngineContext } from '../context/context.js';
import { filterOf } from './filter-counters.js';

/** What was denied, and where. */
export interface PlacedCount extends Omit<DeniedCount, 'resource'> {
  /** Null: in all VPCs together. */
  readonly place: DeniedPlace | null;
}

/** Whose rules denied something. */
export interface DeniedPlace {
  readonly vpc: string;
  /** The subnet whose policy it was; null: the shares of the VPC. */
  readonly subnet: string | null;
}

/**
 * What the packet filter of this host has denied, by cause: of all VPCs together, of the policy of
 * each subnet, and of the shares of each VPC. It takes no lock and changes nothing.
 * @throws VpcctlError as the driver does: `HOST_STEP_FAILED` without root
 */
export async function readDeniedCounts(
  context: EngineContext,
  state: State,
): Promise<readonly PlacedCount[]> {
  const { backend, resources } = filterOf(context, state);
  if (backend?.readDenied === undefined) return [];
  const places = placesOf(state);
  const found = await backend.readDenied(
    context.openHost(),
    resources.filter(({ id }) => places.has(id)),
  );
  return found.flatMap(({ resource, cause, packets, bytes }) => {
    const place = resource === null ? null : places.get(resource);
    return place === undefined ? [] : [{ place, cause, packets, bytes }];
  });
}

/** The resources that deny something of a VPC, by their ids. */
function placesOf(state: State): Map<string, DeniedPlace> {
  const places = new Map<string, DeniedPlace>();
  for (const vpc of vpcsOf(state)) {
    places.set(boundaryId(vpc), { vpc: vpc.name, subnet: null });
    for (const workload of workloadsOf(state, vpc.name)) {
      if (workload.instance !== null) continue;
      const { subnet } = workload;
      places.set(policyId(workload), { vpc: vpc.name, subnet });
    }
  }
  return places;
}
