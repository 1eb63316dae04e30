import { requireVpc as findVpc, type State } from '@vpcctl/sdk';

export const VPC_FEATURE = 'vpc';

/**
 * An interface as recorded; `altname` is the full name where the kernel's is shortened, else null.
 */
export type VpcInterface = { name: string; altname: string | null; mac: string };

/** A VPC as recorded: the request, and every choice made for it. */
export type Vpc = {
  name: string;
  /** The name with which it was made, where it is another one: its bridge is called after it. */
  madeAs?: string;
  cidr: string;
  /** The router's address: the first host of the CIDR. */
  gateway: string;
  bridge: VpcInterface;
  /** Its number: conntrack zone, packet mark, route table and rule priority. */
  segment: number;
  /**
   * The interface to the internet, and its gateway as it was known then; null: those that the host
   * itself uses.
   */
  uplink: { interface: string; gateway: string | null } | null;
  /** Whether routes of the host may overlap the CIDR, as those of a VPN do. */
  allowOverlap: boolean;
  /** Host-wide sysctls as they were before the first VPC, by key. */
  restore: { [key: string]: string };
};

/** The slice: VPCs by name. */
export type VpcSlice = { [name: string]: Vpc };

/** The VPCs of a state, by name. */
export function selectVpcs(state: State): VpcSlice {
  // The fold puts only this feature's own slice there.
  return (state[VPC_FEATURE] ?? {}) as VpcSlice;
}

/**
 * The VPC called `name`.
 * @throws VpcctlError `VPC_UNKNOWN`
 */
export function requireVpc(state: State, name: string): Vpc {
  // The SDK's view shows a part of what the slice holds.
  return findVpc(state, name) as Vpc;
}
