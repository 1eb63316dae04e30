import { machinesOf, requireMachine, type State } from '@vpcctl/sdk';
import type { Place } from './state.js';

/** The host's end of a machine's cable; null where there is no such machine. */
export function portOf(state: State, { vpc, subnet, instance }: Place): string | null {
  const machines = machinesOf(state, vpc);
  const machine = machines.find((each) => each.subnet === subnet && each.instance === instance);
  return machine?.outside.name ?? null;
}

/**
 * The place that `VPC` and `SUBNET` or `SUBNET/INSTANCE` stand for.
 * @throws VpcctlError `VPC_UNKNOWN`, `SUBNET_UNKNOWN`, `INSTANCE_UNKNOWN`
 */
export function requirePlace(state: State, vpc: string, machine: string): Place {
  const { subnet, instance } = requireMachine(state, vpc, machine);
  return { vpc, subnet, instance };
}
