import { inputError } from '../errors.js';
import type { State } from './feature.js';

/** An interface: its name in the kernel, and the full one where that is longer than 15 characters. */
export interface InterfaceView {
  readonly name: string;
  /** The full name where the kernel's is cut; null: it is not. */
  readonly altname: string | null;
  readonly mac: string;
}

/** A VPC of the state, as far as plugins may rely on it. */
export interface VpcView {
  readonly name: string;
  readonly cidr: string;
  /** The router's address. */
  readonly gateway: string;
  /** The router. */
  readonly bridge: InterfaceView;
  /** Conntrack zone, packet mark, routing table and rule priority: one number for all. */
  readonly segment: number;
  /** The interface to the internet; null: there is none. */
  readonly uplink: { readonly interface: string; readonly gateway: string | null } | null;
}

/**
 * The mark, and the number of the routing table, of what a forward leads from a VPC back into it. No VPC has it as its zone: those
 * are below 0x4000.
 */
export function hairpinOf({ segment }: Pick<VpcView, 'segment'>): number {
  return segment + HAIRPINS;
}

/** The zones of VPCs begin at 7001, and these numbers at 17001. */
const HAIRPINS = 10_000;

/** An end in a subnet with an address of its own: the machine that a subnet always has, or an instance. */
export interface WorkloadView {
  readonly vpc: string;
  readonly subnet: string;
  /** The instance's name; null: the subnet's own machine. */
  readonly instance: string | null;
  /** Whether its subnet may open connections out of the VPC's uplink. */
  readonly type: 'public' | 'private';
  readonly address: string;
  readonly namespace: string;
  /** The end of its cable in the namespace. */
  readonly guestEnd: InterfaceView;
  /** The end of its cable at the router: a port of the VPC's bridge. */
  readonly hostEnd: InterfaceView;
}

/** The slices of the core that are read here: what the core's own features fold. */
interface Core {
  readonly vpc?: Readonly<Record<string, VpcView>>;
  readonly subnet?: Readonly<Record<string, Omit<WorkloadView, 'subnet' | 'instance'> & Named>>;
  readonly instance?: Readonly<Record<string, Omit<WorkloadView, 'instance' | 'type'> & Named>>;
}
interface Named {
  readonly name: string;
}

/** All VPCs of a state, in the order in which they were created. */
export function vpcsOf(state: State): VpcView[] {
  return Object.values(core(state).vpc ?? {});
}

/** The machines of a VPC: of each subnet its own one first, then its instances. */
export function workloadsOf(state: State, vpc: string): WorkloadView[] {
  const { subnet = {}, instance = {} } = core(state);
  return Object.values(subnet)
    .filter((each) => each.vpc === vpc)
    .flatMap(({ name, ...own }) => [
      { ...own, subnet: name, instance: null },
      ...Object.values(instance)
        .filter((each) => each.vpc === vpc && each.subnet === name)
        .map(({ name: of, ...each }) => ({ ...each, instance: of, type: own.type })),
    ]);
}

/**
 * The VPC called `name`.
 * @throws VpcctlError `VPC_UNKNOWN`
 */
export function requireVpc(state: State, name: string): VpcView {
  const vpcs = vpcsOf(state);
  const vpc = vpcs.find((each) => each.name === name);
  if (vpc !== undefined) return vpc;
  throw unknown(
    'VPC_UNKNOWN',
    'VPC',
    name,
    vpcs.map((each) => each.name),
  );
}

/**
 * The machine that `SUBNET` or `SUBNET/INSTANCE` of `vpc` stands for.
 * @throws VpcctlError `VPC_UNKNOWN`, `SUBNET_UNKNOWN`, `INSTANCE_UNKNOWN`
 */
export function requireWorkload(state: State, vpc: string, place: string): WorkloadView {
  requireVpc(state, vpc);
  const workloads = workloadsOf(state, vpc);
  const workload = workloads.find((each) => placeOf(each) === place);
  if (workload !== undefined) return workload;
  const [subnet = '', ...rest] = place.split('/');
  const within = workloads.filter((each) => each.subnet === subnet);
  if (within.length === 0) {
    const known = new Set(workloads.map((each) => each.subnet));
    throw unknown('SUBNET_UNKNOWN', `subnet of ${vpc}`, subnet, [...known]);
  }
  const known = within.flatMap(({ instance }) => instance ?? []);
  throw unknown('INSTANCE_UNKNOWN', `instance of ${vpc}/${subnet}`, rest.join('/'), known);
}

function placeOf({ subnet, instance }: WorkloadView): string {
  return instance === null ? subnet : `${subnet}/${instance}`;
}

function core(state: State): Core {
  // The fold only ever puts the core's own slices there; a test holds their schemas against these types.
  return state as Core;
}

function unknown(code: string, what: string, name: string, known: readonly string[]) {
  return inputError(
    code,
    `${what} ${JSON.stringify(name)} does not exist`,
    known.length === 0 ? 'there is none yet' : `there is: ${known.toSorted().join(', ')}`,
  );
}
