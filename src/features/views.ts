import { type Feature, inputError, type State } from '@vpcctl/sdk';
import { BACKEND_FEATURE } from './backend/state.js';
import { FIREWALL_FEATURE } from './firewall/state.js';
import { type PolicyView, viewPolicy } from './firewall/view.js';
import { FLOW_LOGS_FEATURE } from './flow-logs/state.js';
import { showFlowLog } from './flow-logs/view.js';
import { FOREIGN_FIREWALLS_FEATURE } from './foreign-firewalls/state.js';
import { INSTANCE_FEATURE, type Instance, instancesOf, requireInstance } from './instance/state.js';
import { LABELS_FEATURE, type Labels, labelsOf } from './labels/state.js';
import { LIMITS_FEATURE } from './limits/state.js';
import { LOSS_FEATURE } from './loss/state.js';
import { PEERING_FEATURE } from './peering/state.js';
import { type PeerView, viewPeers } from './peering/view.js';
import { requireSubnet, SUBNET_FEATURE, type Subnet, subnetsOf } from './subnet/state.js';
import { TOPOLOGY_FEATURE } from './topology/state.js';
import { requireVpc, selectVpcs, VPC_FEATURE, type Vpc } from './vpc/state.js';

/**
 * What the core's features show of the state, without their intents: `list` and `show` load this
 * file, and no zod. A feature that adds fields to `show` has its pure function in a file `view.ts`,
 * which is named here and in the feature's definition.
 */
export const coreViews: readonly Pick<Feature, 'name' | 'show'>[] = [
  { name: BACKEND_FEATURE },
  { name: VPC_FEATURE },
  { name: SUBNET_FEATURE },
  { name: INSTANCE_FEATURE },
  { name: PEERING_FEATURE },
  { name: FIREWALL_FEATURE },
  { name: 'denied-log' },
  { name: FOREIGN_FIREWALLS_FEATURE },
  { name: LIMITS_FEATURE },
  { name: LABELS_FEATURE },
  { name: FLOW_LOGS_FEATURE, show: showFlowLog },
  { name: LOSS_FEATURE },
  { name: TOPOLOGY_FEATURE },
];

/** What has labels. They are made when they are asked for: the table of all VPCs has none. */
interface Labelled {
  readonly labels: Labels;
}

/** An instance with its labels. */
export type InstanceShown = Instance & Labelled;

/** A subnet with its policy and its instances. */
export interface SubnetShown extends Subnet, Labelled {
  readonly policy: PolicyView | null;
  readonly instances: InstanceShown[];
}

/** A VPC with its subnets and peers. */
export interface VpcShown
  extends Pick<Vpc, 'name' | 'cidr' | 'gateway' | 'bridge' | 'segment'>,
    Labelled {
  /** The name of the interface to the internet; null: there is none. */
  readonly uplink: string | null;
  readonly subnets: SubnetShown[];
  readonly peers: PeerView[];
}

/**
 * The VPCs of a state as `list` shows them, in the order of creation.
 * @param names only those, in this order
 * @throws VpcctlError `VPC_UNKNOWN`
 */
export function viewVpcs(state: State, names?: readonly string[]): VpcShown[] {
  const vpcs =
    names === undefined
      ? Object.values(selectVpcs(state))
      : [...new Set(names)].map((name) => requireVpc(state, name));
  return vpcs.map((vpc) => viewVpc(state, vpc));
}

function viewVpc(state: State, vpc: Vpc): VpcShown {
  const { name, cidr, gateway, bridge, segment, uplink } = vpc;
  return {
    name,
    cidr,
    gateway,
    bridge,
    segment,
    uplink: uplink?.interface ?? 'auto',
    get labels() {
      return labelsOf(state, name);
    },
    subnets: subnetsOf(state, name).map((subnet) => viewSubnet(state, subnet)),
    peers: viewPeers(state, name),
  };
}

function viewSubnet(state: State, subnet: Subnet): SubnetShown {
  return {
    ...subnet,
    /** Made when it is asked for: the table of all VPCs has none of the many rules. */
    get policy() {
      return viewPolicy(state, subnet.vpc, subnet.name);
    },
    get labels() {
      return labelsOf(state, `${subnet.vpc}/${subnet.name}`);
    },
    instances: instancesOf(state, subnet.vpc, subnet.name).map((each) => viewInstance(state, each)),
  };
}

function viewInstance(state: State, instance: Instance): InstanceShown {
  const { vpc, subnet, name } = instance;
  return {
    ...instance,
    get labels() {
      return labelsOf(state, `${vpc}/${subnet}/${name}`);
    },
  };
}

/**
 * Finds the VPC, subnet or instance that `VPC`, `VPC/SUBNET` or `VPC/SUBNET/NAME` names.
 * @throws VpcctlError `VPC_UNKNOWN`, `SUBNET_UNKNOWN`, `INSTANCE_UNKNOWN`, `NAME_INVALID`
 */
export function findShown(state: State, what: string): VpcShown | SubnetShown | InstanceShown {
  const [vpc = '', subnet, name, ...rest] = what.split('/');
  if (rest.length > 0) {
    throw inputError(
      'NAME_INVALID',
      `${JSON.stringify(what)} is not VPC, VPC/SUBNET or VPC/SUBNET/NAME`,
      'vpcctl list shows what there is',
    );
  }
  if (subnet === undefined) return viewVpc(state, requireVpc(state, vpc));
  if (name !== undefined) return viewInstance(state, requireInstance(state, vpc, subnet, name));
  return viewSubnet(state, requireSubnet(state, vpc, subnet));
}
