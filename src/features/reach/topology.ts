import { type Cidr, type HostRoute, parseCidr, type State } from '@vpcctl/sdk';
import { FIREWALL_FEATURE, selectFirewalls } from '../firewall/select.js';
import type { FirewallSlice } from '../firewall/state.js';
import { PEERING_FEATURE, selectPeerings } from '../peering/select.js';
import { SUBNET_FEATURE, selectSubnets } from '../subnet/select.js';
import { selectVpcs, VPC_FEATURE } from '../vpc/select.js';
import type { Vpc } from '../vpc/state.js';
import { type Subject, subject } from './verdict.js';

/** A machine behind a router: a subnet's own. */
export interface Machine {
  /** `vpc1/private`. */
  readonly name: string;
  readonly vpc: string;
  readonly address: string;
  readonly namespace: string;
  /** Whether it may open connections out of the VPC's uplink. */
  readonly isPublic: boolean;
  /** The policy that holds for it, where there is one: `vpc1/private`. */
  readonly group: string;
  readonly about: Subject;
}

/** A VPC, with its network read. */
export interface Network {
  readonly vpc: Vpc;
  readonly cidr: Cidr;
  readonly about: Subject;
}

/** A peering: on each side a VPC, and what of it takes part. */
export interface Link {
  readonly sides: readonly [Side, Side];
  readonly about: Subject;
}

export interface Side {
  readonly vpc: string;
  readonly cidrs: readonly Cidr[];
}

/** What is known of the host besides its VPCs; null: nothing, and all that is no VPC's is beyond the uplink. */
export type HostView = {
  /** Its addresses, but for its VPCs' gateways. */
  readonly addresses: readonly string[];
  /** The main table, but for routes to its VPCs. */
  readonly routes: readonly HostRoute[];
} | null;

/** The part of a state that decides who can reach whom. */
export interface Topology {
  readonly networks: readonly Network[];
  readonly machines: readonly Machine[];
  readonly links: readonly Link[];
  /** By `<vpc>/<subnet>`. */
  readonly policies: FirewallSlice;
  readonly host: HostView;
}

/** What of a state decides who can reach whom. Pure. */
export function topologyOf(state: State, host: HostView = null): Topology {
  return {
    networks: Object.values(selectVpcs(state)).map((vpc) => ({
      vpc,
      cidr: parseCidr(vpc.cidr),
      about: subject(VPC_FEATURE, vpc.name),
    })),
    machines: Object.entries(selectSubnets(state)).map(([name, subnet]) => ({
      name,
      vpc: subnet.vpc,
      address: subnet.address,
      namespace: subnet.namespace,
      isPublic: subnet.type === 'public',
      group: name,
      about: subject(SUBNET_FEATURE, name),
    })),
    links: Object.entries(selectPeerings(state)).map(([key, { vpcs, cidrs }]) => ({
      sides: [side(vpcs[0], cidrs[0]), side(vpcs[1], cidrs[1])],
      about: subject(PEERING_FEATURE, key),
    })),
    policies: selectFirewalls(state),
    host,
  };
}

function side(vpc: string, cidrs: readonly string[]): Side {
  return { vpc, cidrs: cidrs.map((text) => parseCidr(text)) };
}

/** The policy of `group`, as a part of the state. */
export function policySubject(group: string): Subject {
  return subject(FIREWALL_FEATURE, group);
}
