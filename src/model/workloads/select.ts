import {
  type Address,
  requireWorkload as findWorkload,
  knownAddress,
  type State,
} from '@vpcctl/sdk';
import {
  type Attachment,
  type Instance,
  type InstanceSlice,
  instancesOf,
  requireInstance,
  selectInstances,
} from '../network/instance.js';
import { requireSubnet, type Subnet, type SubnetSlice, selectSubnets } from '../network/subnet.js';
import { lazily, once } from '../records.js';

/** Anything with addresses in a subnet: the subnet's own namespace, or an instance. */
export interface Workload {
  /** `vpc1/web`, or `vpc1/web/c1`. */
  readonly label: string;
  /** The label with which it was made: what it has on the host is called after it. */
  readonly madeAs: string;
  readonly vpc: string;
  readonly subnet: string;
  /** One for each family that its subnet has. */
  readonly addresses: readonly Address[];
  readonly namespace: string;
  readonly guestEnd: Instance['guestEnd'];
  readonly hostEnd: Instance['hostEnd'];
  /** Null: vpcctl creates and deletes its namespace. */
  readonly attachment: Attachment | null;
}

/** The workload that each subnet has. */
export const ownWorkload = once((subnet: Subnet): Workload => {
  const { vpc, name, address, namespace, guestEnd, hostEnd } = subnet;
  const label = `${vpc}/${name}`;
  const names = { label, madeAs: subnet.madeAs ?? label, vpc, subnet: name };
  return withAddress({ ...names, namespace, guestEnd, hostEnd, attachment: null }, address);
});

/** An instance as a workload. */
export const instanceWorkload = once((instance: Instance): Workload => {
  const { vpc, subnet, name, address, namespace, guestEnd, hostEnd, attachment } = instance;
  const label = `${vpc}/${subnet}/${name}`;
  const names = { label, madeAs: instance.madeAs ?? label, vpc, subnet };
  return withAddress({ ...names, namespace, guestEnd, hostEnd, attachment }, address);
});

/** Its address is read when it is asked for: most commands look at the names of all workloads. */
function withAddress(workload: Omit<Workload, 'addresses'>, address: string): Workload {
  const addresses = lazily(() => [knownAddress(address)]);
  return {
    ...workload,
    get addresses() {
      return addresses();
    },
  };
}

/** The workloads of a subnet: its own first, then its instances. */
export function workloadsOf(state: State, subnet: Subnet): Workload[] {
  const instances = instancesOf(state, subnet.vpc, subnet.name);
  return [ownWorkload(subnet), ...instances.map(instanceWorkload)];
}

/** All workloads of a state. One request asks for them several times. */
export function allWorkloads(state: State): Workload[] {
  return [...ofSubnets(selectSubnets(state)), ...ofInstances(selectInstances(state))];
}

const ofSubnets = once((subnets: SubnetSlice) => Object.values(subnets).map(ownWorkload));
const ofInstances = once((instances: InstanceSlice) =>
  Object.values(instances).map(instanceWorkload),
);

/** The destinations that a workload routes to its VPC's router: `default`, or CIDRs. */
export function routesOf({ attachment }: Workload): readonly string[] {
  return attachment?.routes ?? ['default'];
}

/** A route of a namespace, by the guest end of a workload. */
export interface WorkloadRoute {
  readonly vpc: string;
  readonly destination: string;
  readonly interface: string;
}

/**
 * The routes of the workloads in the namespace called by one of `names`: those of several workloads
 * where it is attached to several subnets.
 */
export function routesIn(state: State, names: readonly string[]): WorkloadRoute[] {
  return allWorkloads(state)
    .filter(({ namespace }) => names.includes(namespace))
    .flatMap((workload) =>
      [requireSubnet(state, workload.vpc, workload.subnet).cidr, ...routesOf(workload)].map(
        (destination) => ({ vpc: workload.vpc, destination, interface: workload.guestEnd.name }),
      ),
    );
}

/**
 * The workload that `place` names in `vpc`: `SUBNET` or `SUBNET/NAME`.
 * @throws VpcctlError `VPC_UNKNOWN`, `SUBNET_UNKNOWN`, `INSTANCE_UNKNOWN`, `NAME_INVALID`
 */
export function requireWorkload(state: State, vpc: string, place: string): Workload {
  const { subnet, instance } = findWorkload(state, vpc, place);
  return instance === null
    ? ownWorkload(requireSubnet(state, vpc, subnet))
    : instanceWorkload(requireInstance(state, vpc, subnet, instance));
}
