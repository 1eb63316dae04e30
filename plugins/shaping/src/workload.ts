import { requireWorkload, type State, workloadsOf } from '@vpcctl/sdk';
import type { Place } from './state.js';

/** The name of a workload's host end; null if there is no such workload. */
export function portOf(state: State, { vpc, subnet, instance }: Place): string | null {
  const workloads = workloadsOf(state, vpc);
  const workload = workloads.find((each) => each.subnet === subnet && each.instance === instance);
  return workload?.hostEnd.name ?? null;
}

/**
 * Finds the workload that `VPC` and `SUBNET` or `SUBNET/INSTANCE` name.
 * @throws VpcctlError `VPC_UNKNOWN`, `SUBNET_UNKNOWN`, `INSTANCE_UNKNOWN`
 */
export function requirePlace(state: State, vpc: string, workload: string): Place {
  const { subnet, instance } = requireWorkload(state, vpc, workload);
  return { vpc, subnet, instance };
}

/** A workload as commands name it within its VPC: `web`, or `web/c1`. */
export function workloadOf({ subnet, instance }: Pick<Place, 'subnet' | 'instance'>): string {
  return instance === null ? subnet : `${subnet}/${instance}`;
}
