import { inputError, type State } from '@vpcctl/sdk';
import { instancesOf, requireInstance, selectInstances } from '../../features/instance/select.js';
import type { Attachment, Instance } from '../../features/instance/state.js';
import { requireSubnet, selectSubnets } from '../../features/subnet/select.js';
import type { Subnet } from '../../features/subnet/state.js';

/** An end in a subnet with an address of its own: the subnet's own machine, or an instance. */
export interface Machine {
  /** `vpc1/web`, or `vpc1/web/c1`. */
  readonly label: string;
  readonly vpc: string;
  readonly subnet: string;
  readonly address: string;
  readonly namespace: string;
  readonly inside: Instance['inside'];
  readonly outside: Instance['outside'];
  /** Null: its namespace comes and goes with it. */
  readonly attachment: Attachment | null;
}

/** The machine that a subnet always has. */
export function ownMachine({ vpc, name, address, namespace, inside, outside }: Subnet): Machine {
  const label = `${vpc}/${name}`;
  return { label, vpc, subnet: name, address, namespace, inside, outside, attachment: null };
}

/** An instance as a machine. */
export function instanceMachine({ name, ...instance }: Instance): Machine {
  return { label: `${instance.vpc}/${instance.subnet}/${name}`, ...instance };
}

/** The machines of a subnet: its own first, then its instances. */
export function machinesOf(state: State, subnet: Subnet): Machine[] {
  const instances = instancesOf(state, subnet.vpc, subnet.name);
  return [ownMachine(subnet), ...instances.map(instanceMachine)];
}

/** Every machine of a state. */
export function allMachines(state: State): Machine[] {
  return [
    ...Object.values(selectSubnets(state)).map(ownMachine),
    ...Object.values(selectInstances(state)).map(instanceMachine),
  ];
}

/** What a machine sends to the router of its VPC: `default`, or CIDRs. */
export function routesOf({ attachment }: Machine): readonly string[] {
  return attachment?.routes ?? ['default'];
}

/** A destination that a namespace has a way to, by the interface of a machine. */
export interface MachineRoute {
  readonly vpc: string;
  readonly destination: string;
  readonly interface: string;
}

/** The routes of the machines in a namespace: several, where it is attached to several subnets. */
export function routesIn(state: State, names: readonly string[]): MachineRoute[] {
  return allMachines(state)
    .filter(({ namespace }) => names.includes(namespace))
    .flatMap((machine) =>
      [requireSubnet(state, machine.vpc, machine.subnet).cidr, ...routesOf(machine)].map(
        (destination) => ({ vpc: machine.vpc, destination, interface: machine.inside.name }),
      ),
    );
}

/**
 * The machine that `SUBNET` or `SUBNET/NAME` of `vpc` stands for.
 * @throws VpcctlError `VPC_UNKNOWN`, `SUBNET_UNKNOWN`, `INSTANCE_UNKNOWN`, `NAME_INVALID`
 */
export function requireMachine(state: State, vpc: string, place: string): Machine {
  const [subnet = '', name, ...rest] = place.split('/');
  if (rest.length > 0) {
    throw inputError(
      'NAME_INVALID',
      `${JSON.stringify(place)} is not SUBNET or SUBNET/NAME`,
      'vpcctl list shows what there is',
    );
  }
  if (name === undefined) return ownMachine(requireSubnet(state, vpc, subnet));
  return instanceMachine(requireInstance(state, vpc, subnet, name));
}
