import { inputError, type State } from '@vpcctl/sdk';
import type { FieldProvider } from '../../engine/current/index.js';
import type { Firewall } from '../../features/firewall/state.js';
import { parseReference, resolveRemote, selectFirewalls } from '../../features/firewall/state.js';
import { instancesOf, requireInstance } from '../../features/instance/state.js';
import type { Peering } from '../../features/peering/state.js';
import { peeringsOf } from '../../features/peering/state.js';
import type { Subnet } from '../../features/subnet/state.js';
import { requireSubnet, subnetsOf } from '../../features/subnet/state.js';
import type { Vpc } from '../../features/vpc/state.js';
import { requireVpc, selectVpcs } from '../../features/vpc/state.js';
import { ownValue } from '../../model/records.js';
import type {
  InstanceOutput,
  PeerOutput,
  RuleOutput,
  SubnetOutput,
  VpcOutput,
} from '../../schemas/vpc.js';

/** All VPCs of a state as `list` shows them, in the order of creation. */
export function viewVpcs(state: State): VpcOutput[] {
  return Object.values(selectVpcs(state)).map((vpc) => viewVpc(state, vpc));
}

/** A VPC with its subnets and peers. */
export function viewVpc(state: State, vpc: Vpc): VpcOutput {
  const { name, cidr, gateway, bridge, segment, uplink } = vpc;
  return {
    name,
    cidr,
    gateway,
    bridge,
    segment,
    uplink: uplink?.interface ?? null,
    subnets: subnetsOf(state, name).map((subnet) => viewSubnet(state, subnet)),
    peers: peeringsOf(state, name).map((peering) => viewPeer(state, name, peering)),
  };
}

/** A subnet with its policy and its instances. */
export function viewSubnet(state: State, subnet: Subnet): SubnetOutput {
  return {
    ...subnet,
    /** Made when it is asked for: the table of all VPCs has none of the many rules. */
    get policy() {
      return viewPolicy(state, subnet);
    },
    instances: instancesOf(state, subnet.vpc, subnet.name),
  };
}

function viewPolicy(state: State, { vpc, name }: Subnet): SubnetOutput['policy'] {
  const policy = ownValue(selectFirewalls(state), `${vpc}/${name}`);
  const view = (rules: Firewall['ingress']) => viewRules(state, vpc, rules);
  return policy === undefined
    ? null
    : { ingress: view(policy.ingress), egress: view(policy.egress) };
}

function viewRules(state: State, vpc: string, rules: Firewall['ingress']): RuleOutput[] | null {
  if (rules === null) return null;
  return rules.map((rule) => {
    const refers = rule.remote !== null && parseReference(rule.remote) !== null;
    return { ...rule, resolved: refers ? resolveRemote(state, vpc, rule.remote) : null };
  });
}

function viewPeer(state: State, vpc: string, { vpcs, cidrs }: Peering): PeerOutput {
  const first = vpcs[0] === vpc;
  const peer = requireVpc(state, first ? vpcs[1] : vpcs[0]);
  const [here, there] = first ? cidrs : [cidrs[1], cidrs[0]];
  return { vpc: peer.name, cidr: peer.cidr, allowed: { here, there } };
}

/**
 * Finds the VPC, subnet or instance that `VPC`, `VPC/SUBNET` or `VPC/SUBNET/NAME` names.
 * @throws VpcctlError `VPC_UNKNOWN`, `SUBNET_UNKNOWN`, `INSTANCE_UNKNOWN`, `NAME_INVALID`
 */
export function findShown(state: State, what: string): VpcOutput | SubnetOutput | InstanceOutput {
  const [vpc = '', subnet, name, ...rest] = what.split('/');
  if (rest.length > 0) {
    throw inputError(
      'NAME_INVALID',
      `${JSON.stringify(what)} is not VPC, VPC/SUBNET or VPC/SUBNET/NAME`,
      'vpcctl list shows what there is',
    );
  }
  if (subnet === undefined) return viewVpc(state, requireVpc(state, vpc));
  if (name !== undefined) return requireInstance(state, vpc, subnet, name);
  return viewSubnet(state, requireSubnet(state, vpc, subnet));
}

/** Adds the fields of plugins to a VPC, subnet or instance and everything in it. */
export function withFields(
  shown: VpcOutput | SubnetOutput | InstanceOutput,
  fieldsOf: FieldProvider,
): VpcOutput | SubnetOutput | InstanceOutput {
  if ('subnets' in shown) return ofVpc(shown, fieldsOf);
  return 'instances' in shown ? ofSubnet(shown, fieldsOf) : ofInstance(shown, fieldsOf);
}

function ofVpc(vpc: VpcOutput, fieldsOf: FieldProvider): VpcOutput {
  return {
    ...vpc,
    subnets: vpc.subnets.map((subnet) => ofSubnet(subnet, fieldsOf)),
    fields: fieldsOf({ vpc: vpc.name, subnet: null, instance: null }),
  };
}

function ofSubnet(subnet: SubnetOutput, fieldsOf: FieldProvider): SubnetOutput {
  return {
    ...subnet,
    instances: subnet.instances.map((instance) => ofInstance(instance, fieldsOf)),
    fields: fieldsOf({ vpc: subnet.vpc, subnet: subnet.name, instance: null }),
  };
}

function ofInstance(instance: InstanceOutput, fieldsOf: FieldProvider): InstanceOutput {
  const { vpc, subnet, name } = instance;
  return { ...instance, fields: fieldsOf({ vpc, subnet, instance: name }) };
}
