import {
  type HostFacts,
  type InterfaceName,
  inputError,
  interfaceName,
  type State,
} from '@vpcctl/sdk';
import { allWorkloads, type Workload } from './select.js';

/** ALTIFNAMSIZ in linux/if.h is 128, with the closing zero. */
const LONGEST_ALTNAME = 127;

/**
 * The one name of a machine on the host, its parts joined: `vpc1-web`, `vpc1-web-c1`. Its namespace has it, or could
 * have it, and its port: `veth-vpc1-web`.
 */
export function hostName(...parts: readonly string[]): string {
  return parts.join('-');
}

/**
 * Checks that no other machine, of whatever VPC, has the same names: `a-b` and `c` are joined as `a` and `b-c` are.
 * @param what the machine in words: `subnet web of vpc1`
 * @throws VpcctlError `NAMESPACE_CLASH`, `NAME_INVALID`
 */
export function checkUnambiguous(state: State, name: string, what: string): void {
  if (`veth-${name}`.length > LONGEST_ALTNAME) {
    throw inputError(
      'NAME_INVALID',
      `the names of ${what} are too long together: ${name.length} characters`,
      `use a shorter name: ${LONGEST_ALTNAME - 'veth-'.length} characters with those of its VPC and subnet`,
    );
  }
  const clash = findClash(state, name);
  if (clash === undefined) return;
  throw inputError(
    'NAMESPACE_CLASH',
    `${what} would share the name ${name} on the host with ${clash.label}`,
    'choose another name',
  );
}

/** The machine that has `name` on the host already: as its namespace's, or joined of its parts. */
export function findClash(state: State, name: string): Workload | undefined {
  return allWorkloads(state).find(
    (workload) => workload.namespace === name || workload.label.replaceAll('/', '-') === name,
  );
}

/** @throws VpcctlError `NAMESPACE_FOREIGN` where the host has a namespace called `name`, which is not ours */
export function checkNamespaceFree(name: string, host: HostFacts): void {
  if (!host.namespaces.includes(name)) return;
  throw inputError(
    'NAMESPACE_NOT_OURS',
    `there is a namespace ${name} already, and it is not vpcctl's`,
    `choose another name, or remove it if nothing needs it: ip netns del ${name}`,
  );
}

/** The name of the port of the machine called `name` on the host. */
export function choosePortName(state: State, name: string, host: HostFacts): InterfaceName {
  const own = allWorkloads(state).map(({ hostEnd }) => hostEnd.name);
  return interfaceName(
    `veth-${name}`,
    (taken) => own.includes(taken) || host.interfaces.includes(taken),
  );
}
