import { inputError } from './errors.js';
import type { State } from './feature.js';

/** An interface, by its names and its MAC. */
export interface InterfaceView {
  /** Its name in the kernel: at most 15 characters. */
  readonly name: string;
  /** The full name, where the kernel's name is shortened; else null. */
  readonly altname: string | null;
  readonly mac: string;
}

/** The read-only form in which plugins see a VPC of the state. */
export interface VpcView {
  readonly name: string;
  readonly cidr: string;
  /** The router's address: the first host of `cidr`. */
  readonly gateway: string;
  /** The bridge that is the VPC's router. */
  readonly bridge: InterfaceView;
  /**
   * The VPC's number, 7001 or higher: conntrack zone, packet mark, route table and rule priority.
   */
  readonly segment: number;
  /** The interface to the internet; null: there is none. */
  readonly uplink: { readonly interface: string; readonly gateway: string | null } | null;
}

/**
 * The packet mark and the number of the route table of a VPC's hairpin NAT: segment + 10000. No VPC
 * has this number as its segment, since segments are below 0x4000. Pure.
 */
export function hairpinOf({ segment }: Pick<VpcView, 'segment'>): number {
  return segment + HAIRPINS;
}

/** Segments begin at 7001, so the numbers for hairpin NAT begin at 17001. */
const HAIRPINS = 10_000;

/** A workload, as plugins see it: the namespace that each subnet has, or an instance. */
export interface WorkloadView {
  readonly vpc: string;
  readonly subnet: string;
  /** The instance's name; null: the subnet's own namespace. */
  readonly instance: string | null;
  /** Whether its subnet may open connections out of the VPC's uplink. */
  readonly type: 'public' | 'private';
  readonly address: string;
  readonly namespace: string;
  /** The end of its veth pair in its namespace. */
  readonly guestEnd: InterfaceView;
  /** The end of its veth pair on the host: a port of the VPC's bridge. */
  readonly hostEnd: InterfaceView;
}

/** The slices of the core's features that are read here. */
interface Core {
  readonly vpc?: Readonly<Record<string, VpcView>>;
  readonly subnet?: Readonly<Record<string, Omit<WorkloadView, 'subnet' | 'instance'> & Named>>;
  readonly instance?: Readonly<Record<string, Omit<WorkloadView, 'instance' | 'type'> & Named>>;
}
interface Named {
  readonly name: string;
}

/** All VPCs of a state, in the order in which they were created. Pure. */
export function vpcsOf(state: State): VpcView[] {
  return Object.values(core(state).vpc ?? {});
}

/** The workloads of a VPC: for each subnet its own one, then its instances. Pure. */
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
 * The VPC called `name`. Pure.
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
 * The workload that `place` names in `vpc`: `SUBNET` or `SUBNET/INSTANCE`. Pure.
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
  // The fold puts only the core's own slices there; a test compares their schemas with these types.
  return state as Core;
}

function unknown(code: string, what: string, name: string, known: readonly string[]) {
  return inputError(
    code,
    `${what} ${JSON.stringify(name)} does not exist`,
    known.length === 0 ? 'there is none yet' : `there is: ${known.toSorted().join(', ')}`,
  );
}
