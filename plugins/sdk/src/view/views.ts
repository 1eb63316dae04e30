import { type Address, knownAddress } from '../address/address.js';
import { inputError, type VpcctlError } from '../contract/errors.js';
import { unknownName } from '../contract/unknown-name.js';
import type { State } from '../resource/resource.js';

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
  /** The name with which it was made, where it is another one; {@link madeAs} gives either. */
  readonly madeAs?: string;
  readonly cidr: string;
  /** The router's address: the first host of `cidr`. */
  readonly gateway: string;
  /** The bridge that is the VPC's router. */
  readonly bridge: InterfaceView;
  /** The VPC's number, 7001 or higher: conntrack zone, packet mark and route table. */
  readonly segment: number;
  /** The interface to the internet; null: those that the host itself uses. */
  readonly uplink: { readonly interface: string; readonly gateway: string | null } | null;
}

/**
 * The packet mark and the number of the route table of a VPC's hairpin NAT: segment + 10000. No VPC
 * has this number as its segment, since segments are below 0x4000. Pure.
 */
export function hairpinOf({ segment }: Pick<VpcView, 'segment'>): number {
  return segment + HAIRPINS;
}

/**
 * The number of the route table that has the default route of a VPC with a named uplink: segment +
 * 20000. Pure.
 */
export function uplinkTableOf({ segment }: Pick<VpcView, 'segment'>): number {
  return segment + 2 * HAIRPINS;
}

/** Segments begin at 7001, so the numbers for hairpin NAT begin at 17001. */
const HAIRPINS = 10_000;

/** A workload, as plugins see it: the namespace that each subnet has, or an instance. */
export interface WorkloadView {
  readonly vpc: string;
  readonly subnet: string;
  /** The instance's name; null: the subnet's own namespace. */
  readonly instance: string | null;
  /** The name with which it was made, where it is another one; {@link madeAs} gives either. */
  readonly madeAs?: string;
  /** Whether its subnet may open connections out of the VPC's uplink. */
  readonly type: 'public' | 'private';
  /** One for each family that its subnet has. */
  readonly addresses: readonly Address[];
  readonly namespace: string;
  /** The end of its veth pair in its namespace. */
  readonly guestEnd: InterfaceView;
  /** The end of its veth pair on the host: a port of the VPC's bridge. */
  readonly hostEnd: InterfaceView;
}

interface Named {
  readonly name: string;
}

/** The address of a workload as recorded: its IPv4 address, as text. */
interface Addressed {
  readonly address: string;
}

/** The read-only form in which plugins see a subnet, with its own workload. */
export type SubnetView = Omit<WorkloadView, 'subnet' | 'instance' | 'addresses'> &
  Named &
  Addressed;

/** The read-only form in which plugins see an instance. */
export type InstanceView = Omit<WorkloadView, 'instance' | 'type' | 'addresses'> &
  Named &
  Addressed;

/** The slices of the core's features that are read here. */
interface Core {
  readonly vpc?: Readonly<Record<string, VpcView>>;
  readonly subnet?: Readonly<Record<string, SubnetView>>;
  readonly instance?: Readonly<Record<string, InstanceView>>;
}

/** All VPCs of a state, in the order in which they were created. Pure. */
export function vpcsOf(state: State): VpcView[] {
  return Object.values(core(state).vpc ?? {});
}

/** The workloads of a VPC: for each subnet its own one, then its instances. Pure. */
export function workloadsOf(state: State, vpc: string): WorkloadView[] {
  const { subnet = {}, instance = {} } = core(state);
  const instances = new Map<string, InstanceView[]>();
  for (const each of Object.values(instance)) {
    if (each.vpc !== vpc) continue;
    const siblings = instances.get(each.subnet);
    if (siblings === undefined) instances.set(each.subnet, [each]);
    else siblings.push(each);
  }
  return Object.values(subnet)
    .filter((each) => each.vpc === vpc)
    .flatMap((own) => [
      ownWorkload(own),
      ...(instances.get(own.name) ?? []).map((each) => instanceWorkload(own, each)),
    ]);
}

/**
 * The VPC called `name`. Pure.
 * @throws VpcctlError `VPC_UNKNOWN`
 */
export function requireVpc(state: State, name: string): VpcView {
  const found = entryOf(core(state).vpc, name);
  if (found !== undefined) return found;
  throw unknownAmong(vpcsOf(state), name, [
    'VPC_UNKNOWN',
    'VPC',
    'there is no VPC yet: vpcctl create-vpc vpc1 10.0.0.0/16',
  ]);
}

/**
 * The subnet called `name` of `vpc`. Pure.
 * @throws VpcctlError `VPC_UNKNOWN`, `SUBNET_UNKNOWN`
 */
export function requireSubnet(state: State, vpc: string, name: string): SubnetView {
  requireVpc(state, vpc);
  const found = entryOf(core(state).subnet, `${vpc}/${name}`);
  if (found !== undefined) return found;
  const subnets = Object.values(core(state).subnet ?? {}).filter((each) => each.vpc === vpc);
  throw unknownAmong(subnets, name, [
    'SUBNET_UNKNOWN',
    `subnet of ${vpc}`,
    `VPC ${vpc} has no subnet yet: vpcctl add-subnet ${vpc} …`,
  ]);
}

/**
 * The instance called `name` of a subnet. Pure.
 * @throws VpcctlError `VPC_UNKNOWN`, `SUBNET_UNKNOWN`, `INSTANCE_UNKNOWN`
 */
export function requireInstance(
  state: State,
  vpc: string,
  subnet: string,
  name: string,
): InstanceView {
  requireSubnet(state, vpc, subnet);
  const found = entryOf(core(state).instance, `${vpc}/${subnet}/${name}`);
  if (found !== undefined) return found;
  const instances = Object.values(core(state).instance ?? {}).filter(
    (each) => each.vpc === vpc && each.subnet === subnet,
  );
  throw unknownAmong(instances, name, [
    'INSTANCE_UNKNOWN',
    `instance of ${vpc}/${subnet}`,
    `${vpc}/${subnet} has no instance yet: vpcctl add-instance ${vpc} ${subnet} …`,
  ]);
}

/**
 * The workload that `place` names in `vpc`: `SUBNET` or `SUBNET/INSTANCE`. Pure.
 * @throws VpcctlError `VPC_UNKNOWN`, `SUBNET_UNKNOWN`, `INSTANCE_UNKNOWN`, `NAME_INVALID`
 */
export function requireWorkload(state: State, vpc: string, place: string): WorkloadView {
  const [name = '', instance, ...rest] = place.split('/');
  if (rest.length > 0) {
    throw inputError(
      'NAME_INVALID',
      `${JSON.stringify(place)} is not SUBNET or SUBNET/NAME`,
      'vpcctl list shows what there is',
    );
  }
  const subnet = requireSubnet(state, vpc, name);
  return instance === undefined
    ? ownWorkload(subnet)
    : instanceWorkload(subnet, requireInstance(state, vpc, name, instance));
}

function ownWorkload({ name, address, ...own }: SubnetView): WorkloadView {
  return { ...own, subnet: name, instance: null, addresses: [knownAddress(address)] };
}

function instanceWorkload(
  { type }: SubnetView,
  { name, address, ...own }: InstanceView,
): WorkloadView {
  return { ...own, instance: name, type, addresses: [knownAddress(address)] };
}

/** The entry of a slice that has the key itself: `constructor` is a valid name. */
function entryOf<T>(slice: Readonly<Record<string, T>> = {}, key: string): T | undefined {
  return Object.hasOwn(slice, key) ? slice[key] : undefined;
}

/** The error for a name that none of `known` has. */
function unknownAmong(
  known: readonly Named[],
  name: string,
  [code, what, whenNone]: readonly [code: string, what: string, whenNone: string],
): VpcctlError {
  const names = known.map((each) => each.name);
  return unknownName(code, what, name, names, whenNone);
}

function core(state: State): Core {
  // The fold puts only the core's own slices there; a test compares their schemas with these types.
  return state as Core;
}
