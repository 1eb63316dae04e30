import {
  type HostFacts,
  type InterfaceName,
  inputError,
  interfaceName,
  LONGEST_NAME,
  type State,
} from '@vpcctl/sdk';
import { once } from '../records.js';
import { allWorkloads, type Workload } from './select.js';

/** ALTIFNAMSIZ in linux/if.h is 128, with the closing zero. */
const LONGEST_ALTNAME = 127;

/**
 * The name on the host of what was made as `vpc1/web` or `vpc1/web/c1`, its parts joined:
 * `vpc1-web`, `vpc1-web-c1`. It names the namespace that vpcctl creates, and the host end:
 * `veth-vpc1-web`.
 */
export function hostName(madeAs: string): string {
  return madeAs.replaceAll('/', '-');
}

/**
 * What a new workload is made as: its label, or one with a number where a workload that was renamed
 * still has that name on the host.
 * @param label `vpc1/web`, or `vpc1/web/c1`
 * @param what the workload in words: `subnet web of vpc1`
 * @throws VpcctlError `NAMESPACE_CLASH` where another workload is called so, as `a-b` and `c` join to
 *   the same name as `a` and `b-c`; `NAME_INVALID`
 */
export function chooseMadeAs(state: State, label: string, what: string, host: HostFacts): string {
  const name = hostName(label);
  if (`veth-${name}`.length > LONGEST_ALTNAME) {
    throw inputError(
      'NAME_INVALID',
      `the names of ${what} are too long together: ${name.length} characters`,
      `use a shorter name: at most ${LONGEST_ALTNAME - 'veth-'.length} characters with those of its VPC and subnet`,
    );
  }
  const clash = findClash(state, name);
  if (clash === undefined) return label;
  if (clash.madeAs === clash.label || hostName(clash.madeAs) !== name) {
    throw inputError(
      'NAMESPACE_CLASH',
      `${what} would have the same name on the host as ${clash.label}: ${name}`,
      'choose another name',
    );
  }
  const isTaken = (made: string) =>
    findClash(state, hostName(made)) !== undefined || host.namespaces.includes(hostName(made));
  return freeMadeAs(label, isTaken);
}

/** `label`, or where that is taken the first of `label-2`, `label-3` and so on that is not. Pure. */
export function freeMadeAs(label: string, isTaken: (made: string) => boolean): string {
  const last = label.split('/').at(-1) ?? '';
  const before = label.slice(0, label.length - last.length);
  let made = label;
  for (let number = 2; isTaken(made); number += 1) {
    const suffix = `-${number}`;
    made = before + last.slice(0, LONGEST_NAME - suffix.length) + suffix;
  }
  return made;
}

/** The workload that already has `name` on the host: as its namespace's name or its joined name. */
export function findClash(state: State, name: string): Workload | undefined {
  return allWorkloads(state).find(
    (workload) => workload.namespace === name || nameOf(workload) === name,
  );
}

/** Each request compares those of all workloads. */
const nameOf = once(({ madeAs }: Workload) => hostName(madeAs));

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
