import {
  boundaryId,
  type FirewallException,
  type FirewallProgram,
  type ForeignChain,
  filterName,
  type LastingException,
  madeAs,
  type State,
  type VpcTraffic,
  type VpcView,
  vpcsOf,
} from '@vpcctl/sdk';
import { backendOf } from '../backend/state.js';
import { selectFilters, selectPrograms } from './state.js';

const LEGACY = 'iptables-legacy';

/** Exceptions in the chains of foreign firewalls, and in the configuration of their programs. */
export function lowerFirewalls(state: State): (FirewallException | LastingException)[] {
  const vpcs = vpcsOf(state);
  if (vpcs.length === 0) return [];
  return [...lowerExceptions(state, vpcs), ...selectPrograms(state).map(lastingFor(vpcs))];
}

/**
 * An exception for each VPC in each foreign firewall. The backend iptables-legacy needs none in the
 * tables of its own program: its accept verdict ends the table.
 */
function lowerExceptions(state: State, vpcs: readonly VpcView[]): FirewallException[] {
  return selectFilters(state)
    .filter(({ filter }) => !(filter === LEGACY && backendOf(state) === LEGACY))
    .flatMap((filter) => vpcs.map((vpc) => exception(filter, vpc)));
}

function exception(filter: ForeignChain, vpc: VpcView): FirewallException {
  const { name } = vpc;
  return {
    kind: 'firewall-exception',
    id: `firewall-exception:${filterName(filter)} ${madeAs(vpc)}`,
    attributes: { ...filter, ...trafficOf(vpc) },
    dependsOn: [boundaryId(vpc)],
    why: `${filterName(filter)} drops by default, so it needs an exception for ${name}`,
  };
}

/** The exceptions of all VPCs, of which each carries the mark of its own: none depends on them. */
function lastingFor(vpcs: readonly VpcView[]) {
  return (program: FirewallProgram): LastingException => ({
    kind: 'lasting-exception',
    id: `lasting-exception:${program}`,
    attributes: { program, vpcs: vpcs.map(trafficOf) },
    why: `${program} loads its rules anew, so it needs exceptions in its configuration`,
  });
}

function trafficOf({ bridge, segment, cidr, gateway }: VpcView): VpcTraffic {
  return { bridge: bridge.name, segment, networks: [cidr], gateways: [gateway] };
}
