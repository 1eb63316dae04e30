import type { State } from '@vpcctl/sdk';
import { parseReference, resolveRemote } from '../../features/firewall/reference.js';
import { type Firewall, selectFirewalls } from '../../features/firewall/state.js';
import { instancesOf } from '../../features/instance/state.js';
import { type Peering, peeringsOf } from '../../features/peering/state.js';
import { type Subnet, subnetsOf } from '../../features/subnet/state.js';
import { requireVpc, selectVpcs, type Vpc } from '../../features/vpc/state.js';
import type { PeerOutput, RuleOutput, SubnetOutput, VpcOutput } from '../../schemas/vpc.js';

/** Every VPC of a state as it is shown, in the order in which they were created. */
export function viewVpcs(state: State): VpcOutput[] {
  return Object.values(selectVpcs(state)).map((vpc) => viewVpc(state, vpc));
}

/** A VPC with all that belongs to it. */
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
  const policy = selectFirewalls(state)[`${subnet.vpc}/${subnet.name}`];
  const view = (rules: Firewall['ingress']) => viewRules(state, subnet.vpc, rules);
  return {
    ...subnet,
    policy:
      policy === undefined ? null : { ingress: view(policy.ingress), egress: view(policy.egress) },
    instances: instancesOf(state, subnet.vpc, subnet.name),
  };
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
