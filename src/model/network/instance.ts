import {
  type ContainerReference,
  requireInstance as findInstance,
  type ProcessIdentity,
  type State,
} from '@vpcctl/sdk';
import { groupedBy } from '../records.js';
import type { VpcInterface } from './vpc.js';

export const INSTANCE_FEATURE = 'instance';

/** How a workload is connected to an attached namespace. */
export type Attachment = {
  /** The process that named the namespace; null: it had its name under `/run/netns` already. */
  process: ProcessIdentity | null;
  /** The destinations routed to the VPC's router: `default`, the VPC's CIDR, or none. */
  routes: string[];
  /** The container whose namespace it is, where it was attached by that; it may have restarted. */
  container?: ContainerReference;
};

/** An instance of a subnet as recorded. */
export type Instance = {
  vpc: string;
  subnet: string;
  name: string;
  /** What it was made as, where it is called otherwise: `vpc1/web/c1`. Its names on the host stay. */
  madeAs?: string;
  address: string;
  namespace: string;
  guestEnd: VpcInterface;
  hostEnd: VpcInterface;
  /** Null: vpcctl creates and deletes its namespace. */
  attachment: Attachment | null;
};

/** The slice: instances by `<vpc>/<subnet>/<name>`. */
export type InstanceSlice = { [key: string]: Instance };

/** The instances of a state, by `<vpc>/<subnet>/<name>`. */
export function selectInstances(state: State): InstanceSlice {
  // The fold puts only this feature's own slice there.
  return (state[INSTANCE_FEATURE] ?? NONE) as InstanceSlice;
}

/** One object, since what is made of a slice is kept with it. */
const NONE: InstanceSlice = {};

/** The instances of one subnet, in the order in which they were added. */
export function instancesOf(state: State, vpc: string, subnet: string): Instance[] {
  return [...bySubnet(selectInstances(state), `${vpc}/${subnet}`)];
}

const bySubnet = groupedBy(({ vpc, subnet }: Instance) => `${vpc}/${subnet}`);

/**
 * The instance called `name` of a subnet.
 * @throws VpcctlError `VPC_UNKNOWN`, `SUBNET_UNKNOWN`, `INSTANCE_UNKNOWN`
 */
export function requireInstance(state: State, vpc: string, subnet: string, name: string): Instance {
  // The SDK's view shows a part of what the slice holds.
  return findInstance(state, vpc, subnet, name) as Instance;
}
