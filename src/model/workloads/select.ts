import { inputError, type State } from '@vpcctl/sdk';
import {
  type Attachment,
  type Instance,
  instancesOf,
  requireInstance,
  selectInstances,
} from '../../features/instance/state.js';
import { requireSubnet, type Subnet, selectSubnets } from '../../features/subnet/state.js';

/** An end in a subnet with an address of its own: the subnet's own machine, or an instance. */
export interface Workload {
  /** `vpc1/web`, or `vpc1/web/c1`. */
  readonly label: string;
  readonly vpc: string;
  readonly subnet: string;
  readonly address: string;
  readonly namespace: string;
  readonly guestEnd: Instance['guestEnd'];
  readonly hostEnd: Instance['hostEnd'];
  /** Null: its namespace comes and goes with it. */
  readonly attachment: Attachment | null;
}

/** The machine that a subnet always has. */
export function ownWorkload({
  vpc,
  name,
  address,
  namespace,
  guestEnd,
  hostEnd,
}: Subnet): Workload {
  const label = `${vpc}/${name}`;
  return { label, vpc, subnet: name, address, namespace, guestEnd, hostEnd, attachment: null };
}

/** An instance as a machine. */
export function instanceWorkload({ name, ...instance }: Instance): Workload {
  return { label: `${instance.vpc}/${instance.subnet}/${name}`, ...instance };
}

/** The machines of a subnet: its own first, then its instances. */
export function workloadsOf(state: State, subnet: Subnet): Workload[] {
  const instances = instancesOf(state, subnet.vpc, subnet.name);
  return [ownWorkload(subnet), ...instances.map(instanceWorkload)];
}

/** Every machine of a state. */
export function allWorkloads(state: State): Workload[] {
  return [
    ...Object.values(selectSubnets(state)).map(ownWorkload),
    ...Object.values(selectInstances(state)).map(instanceWorkload),
  ];
}

/** What a machine sends to the router of its VPC: `default`, or CIDRs. */
export function routesOf({ attachment }: Workload): readonly string[] {
  return attachment?.routes ?? ['default'];
}

/** A destination that a namespace has a way to, by the interface of a machine. */
export interface WorkloadRoute {
  readonly vpc: string;
  readonly destination: string;
  readonly interface: string;
}

/** The routes of the machines in a namespace: several, where it is attached to several subnets. */
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
 * The machine that `SUBNET` or `SUBNET/NAME` of `vpc` stands for.
 * @throws VpcctlError `VPC_UNKNOWN`, `SUBNET_UNKNOWN`, `INSTANCE_UNKNOWN`, `NAME_INVALID`
 */
export function requireWorkload(state: State, vpc: string, place: string): Workload {
  const [subnet = '', name, ...rest] = place.split('/');
  if (rest.length > 0) {
    throw inputError(
      'NAME_INVALID',
      `${JSON.stringify(place)} is not SUBNET or SUBNET/NAME`,
      'vpcctl list shows what there is',
    );
  }
  if (name === undefined) return ownWorkload(requireSubnet(state, vpc, subnet));
  return instanceWorkload(requireInstance(state, vpc, subnet, name));
}
