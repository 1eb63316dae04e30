import {
  type HostFacts,
  type InterfaceName,
  inputError,
  interfaceName,
  macFor,
  type State,
} from '@vpcctl/sdk';
import { checkName } from '../../model/names/index.js';
import {
  allWorkloads,
  checkAddress,
  chooseAddress,
  chooseMadeAs,
  choosePortName,
  findClash,
  hostName,
  instanceWorkload,
  routesIn,
  routesOf,
} from '../../model/workloads/index.js';
import { requireSubnet } from '../subnet/state.js';
import { requireVpc } from '../vpc/state.js';
import { type Instance, instancesOf, madeAsOf } from './state.js';

/** The user's input for an instance, whether it is added or attached. */
export interface InstanceInput {
  readonly vpc: string;
  readonly subnet: string;
  readonly name: string;
  readonly ip?: string | undefined;
}

/**
 * An instance with every choice made but its namespace. `hostName` is a free name on the host; a
 * namespace of vpcctl's own gets it.
 * @param isTaken whether an interface in the namespace has that name
 * @throws VpcctlError `VPC_UNKNOWN`, `SUBNET_UNKNOWN`, `NAME_INVALID`, `INSTANCE_EXISTS`,
 *   `NAMESPACE_CLASH`, and what {@link chooseAddress} throws
 */
export function chooseInstance(
  state: State,
  request: InstanceInput,
  host: HostFacts,
  isTaken: (name: string) => boolean,
): Omit<Instance, 'namespace' | 'attachment'> & { hostName: string } {
  const vpc = requireVpc(state, request.vpc);
  const subnet = requireSubnet(state, vpc.name, request.subnet);
  const name = checkName('an instance', request.name);
  const same = instancesOf(state, vpc.name, subnet.name).find((other) => other.name === name);
  if (same !== undefined) {
    const remove = same.attachment === null ? 'delete-instance' : 'detach';
    throw inputError(
      'INSTANCE_EXISTS',
      `${vpc.name}/${subnet.name} already has an instance ${name} (${same.address})`,
      `choose another name, or remove it: vpcctl ${remove} ${vpc.name} ${subnet.name} ${name}`,
    );
  }
  const label = `${vpc.name}/${subnet.name}/${name}`;
  const what = `instance ${name} of ${vpc.name}/${subnet.name}`;
  const made = chooseMadeAs(state, label, what, host);
  const joined = hostName(made);
  const guestEnd = guestEndName(joined, made.split('/')[2] ?? name, isTaken);
  return {
    hostName: joined,
    vpc: vpc.name,
    subnet: subnet.name,
    name,
    ...(made !== label && { madeAs: made }),
    address: chooseAddress(state, subnet, request.ip, host).text,
    guestEnd: { ...guestEnd, mac: macFor(`${joined}/${guestEnd.altname ?? guestEnd.name}`) },
    hostEnd: { ...choosePortName(state, joined, host), mac: macFor(`veth-${joined}`) },
  };
}

/**
 * The name of the guest end: as in a subnet's own workload, or the whole name where that is taken.
 */
function guestEndName(
  joined: string,
  name: string,
  isTaken: (name: string) => boolean,
): InterfaceName {
  const short = interfaceName(`veth-ns-${name}`, () => false);
  return isTaken(short.name) ? interfaceName(`veth-ns-${joined}`, () => true) : short;
}

/**
 * Checks that a recorded instance still applies to `state`.
 * @throws VpcctlError `VPC_UNKNOWN`, `SUBNET_UNKNOWN`, `INSTANCE_EXISTS`, `ROUTE_CLASH`, and what
 *   {@link checkAddress} throws
 */
export function checkInstancePrecondition(state: State, instance: Instance): void {
  const { vpc, subnet: name, hostEnd } = instance;
  const subnet = requireSubnet(state, vpc, name);
  const clash =
    findClash(state, hostName(madeAsOf(instance))) ??
    allWorkloads(state).find((other) => other.hostEnd.name === hostEnd.name);
  if (clash !== undefined) {
    throw inputError(
      'INSTANCE_EXISTS',
      `${clash.label} has the names of ${vpc}/${name}/${instance.name} on the host`,
    );
  }
  checkAddress(state, subnet, instance.address);
  checkFree(state, instance, subnet.cidr);
}

/** In a namespace with several attachments, another one may have the names and routes by now. */
function checkFree(state: State, instance: Instance, cidr: string): void {
  const { vpc, subnet, name, namespace, guestEnd } = instance;
  const own = [cidr, ...routesOf(instanceWorkload(instance))];
  const clash = routesIn(state, [namespace]).find(
    (route) => own.includes(route.destination) || route.interface === guestEnd.name,
  );
  if (clash === undefined) return;
  throw inputError(
    'ROUTE_CLASH',
    `namespace ${namespace} now has a route to ${clash.destination} by ${clash.interface}, which conflicts with ${vpc}/${subnet}/${name}`,
  );
}
