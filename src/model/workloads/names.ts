import {
  type HostFacts,
  type InterfaceName,
  inputError,
  interfaceName,
  type State,
} from '@vpcctl/sdk';
import { once } from '../records.js';
import { allWorkloads, type Workload } from './select.js';

/** ALTIFNAMSIZ in linux/if.h is 128, with the closing zero. */
const LONGEST_ALTNAME = 127;

/**
 * The name of a workload on the host, its parts joined: `vpc1-web`, `vpc1-web-c1`. It names the
 * namespace that vpcctl creates, and the host end: `veth-vpc1-web`.
 */
export function hostName(...parts: readonly string[]): string {
  return parts.join('-');
}

/**
 * Checks that no other workload of any VPC has the same name: `a-b` and `c` join to the same name
 * as `a` and `b-c`.
 * @param what the workload in words: `subnet web of vpc1`
 * @throws VpcctlError `NAMESPACE_CLASH`, `NAME_INVALID`
 */
export function checkUnambiguous(state: State, name: string, what: string): void {
  if (`veth-${name}`.length > LONGEST_ALTNAME) {
    throw inputError(
      'NAME_INVALID',
      `the names of ${what} are too long together: ${name.length} characters`,
      `use a shorter name: at most ${LONGEST_ALTNAME - 'veth-'.length} characters with those of its VPC and subnet`,
    );
  }
  const clash = findClash(state, name);
  if (clash === undefined) return;
  throw inputError(
    'NAMESPACE_CLASH',
    `${what} would have the same name on the host as ${clash.label}: ${name}`,
    'choose another name',
  );
}

/** The workload that already has `name` on the host: as its namespace's name or its joined name. */
export function findClash(state: State, name: string): Workload | undefined {
  return allWorkloads(state).find(
    (workload) => workload.namespace === name || joinedName(workload) === name,
  );
}

/** Each request compares those of all workloads. */
const joinedName = once(({ label }: Workload) => label.replaceAll('/', '-'));

/**
 * Checks that the host has no namespace called `name`.
 * @throws VpcctlError `NAMESPACE_NOT_OURS`
 */
export function checkNamespaceFree(name: string, host: HostFacts): void {
  if (!host.namespaces.includes(name)) return;
  throw inputError(
    'NAMESPACE_NOT_OURS',
    `there is a namespace ${name} already, and it is not vpcctl's`,
    `choose another name, or remove it if nothing needs it: ip netns del ${name}`,
  );
}

/** A free name for the host end of the workload that is called `name` on the host. */
export function choosePortName(state: State, name: string, host: HostFacts): InterfaceName {
  const own = allWorkloads(state).map(({ hostEnd }) => hostEnd.name);
  return interfaceName(
    `veth-${name}`,
    (taken) => own.includes(taken) || host.interfaces.includes(taken),
  );
}
