import { inputError, type State } from '@vpcctl/sdk';
import { INSTANCE_FEATURE } from '../../features/instance/state.js';
import { SUBNET_FEATURE } from '../../features/subnet/state.js';
import { VPC_FEATURE } from '../../features/vpc/state.js';
import { requireWorkload } from '../workloads/select.js';
import { type Endpoint, endpointText, type Flow } from './flow.js';
import { networkNamed, workloadNamed, workloadsAt } from './lookup.js';
import { type ReachModel, subject, type Workload, workloadsOf } from './model.js';
import { denying, type Step } from './verdict.js';

type Workloads = Pick<ReachModel, 'workloads'>;

/** The workload that an endpoint names, or null. */
export function findWorkload(model: Workloads, end: Endpoint): Workload | null {
  if (end.kind !== 'workload') return null;
  return workloadNamed(model, endpointText(end));
}

/** The workload that sends: named, or the only one with the address of the endpoint; else null. */
export function findSender(model: Workloads, end: Endpoint): Workload | null {
  if (end.kind !== 'address') return findWorkload(model, end);
  const [workload, ...more] = workloadsAt(model, end.address);
  return more.length === 0 ? (workload ?? null) : null;
}

/** The denying step for a flow with an end that does not exist; null where both ends exist. */
export function missingEnd(model: ReachModel, { from, to }: Flow): Step | null {
  if (from.kind === 'address' && findSender(model, from) === null) {
    const found =
      workloadsAt(model, from.address).length === 0 ? 'no workload has' : 'several workloads have';
    return denying(from.address, `${found} this address`);
  }
  const missing = [from, to].find((end) => end.kind === 'workload' && !findWorkload(model, end));
  if (missing?.kind !== 'workload') return null;
  const name = endpointText(missing);
  return networkNamed(model, missing.vpc) !== null
    ? denying(
        name,
        `${name} does not exist`,
        subject(missing.instance === null ? SUBNET_FEATURE : INSTANCE_FEATURE, name),
      )
    : denying(name, `VPC ${missing.vpc} does not exist`, subject(VPC_FEATURE, missing.vpc));
}

/**
 * Checks that both ends of a flow exist in at least one of the states.
 * @throws VpcctlError that of the first state: `VPC_UNKNOWN`, `SUBNET_UNKNOWN`, `INSTANCE_UNKNOWN`,
 *   `ADDRESS_UNKNOWN`, `ADDRESS_AMBIGUOUS`
 */
export function requireEnds(states: readonly State[], flow: Flow): void {
  const errors = states.map((state) => faultOf(state, flow));
  if (!errors.includes(null)) throw errors[0];
}

function faultOf(state: State, { from, to }: Flow): unknown {
  try {
    for (const end of [from, to]) {
      if (end.kind !== 'workload') continue;
      const { vpc, subnet, instance } = end;
      requireWorkload(state, vpc, instance === null ? subnet : `${subnet}/${instance}`);
    }
    if (from.kind === 'address') requireSender(state, from.address);
    return null;
  } catch (error) {
    return error;
  }
}

function requireSender(state: State, address: string): void {
  const names = workloadsOf(state)
    .filter(({ addresses }) => addresses.some(({ text }) => text === address))
    .map(({ name }) => name);
  if (names.length === 1) return;
  throw names.length === 0
    ? inputError(
        'ADDRESS_UNKNOWN',
        `no workload has ${address}`,
        'name the sender: VPC/SUBNET, host or internet',
      )
    : inputError(
        'ADDRESS_AMBIGUOUS',
        `several workloads have ${address}`,
        `name the sender: ${names.join(', ')}`,
      );
}
