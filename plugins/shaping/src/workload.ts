import { requireWorkload, type State, workloadsOf } from '@vpcctl/sdk';
import type { Place } from './state.js';

/** The host's end of a machine's cable; null where there is no such machine. */
export function portOf(state: State, { vpc, subnet, instance }: Place): string | null {
  const workloads = workloadsOf(state, vpc);
  const workload = workloads.find((each) => each.subnet === subnet && each.instance === instance);
  return workload?.hostEnd.name ?? null;
}

/**
 * The place that `VPC` and `SUBNET` or `SUBNET/INSTANCE` stand for.
 * @throws VpcctlError `VPC_UNKNOWN`, `SUBNET_UNKNOWN`, `INSTANCE_UNKNOWN`
 */
export function requirePlace(state: State, vpc: string, workload: string): Place {
  const { subnet, instance } = requireWorkload(state, vpc, workload);
  return { vpc, subnet, instance };
}
