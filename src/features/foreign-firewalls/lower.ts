import {
  type FirewallException,
  type ForeignChain,
  filterName,
  type State,
  type VpcView,
  vpcsOf,
} from '@vpcctl/sdk';
import { backendOf } from '../backend/state.js';
import { selectFilters } from './state.js';

const LEGACY = 'iptables-legacy';

/**
 * An exception for each VPC in each foreign firewall. The backend iptables-legacy needs none in the
 * tables of its own program: its accept verdict ends the table.
 */
export function lowerExceptions(state: State): FirewallException[] {
  const vpcs = vpcsOf(state);
  return selectFilters(state)
    .filter(({ filter }) => !(filter === LEGACY && backendOf(state) === LEGACY))
    .flatMap((filter) => vpcs.map((vpc) => exception(filter, vpc)));
}

function exception(
  filter: ForeignChain,
  { name, bridge, segment, gateway }: VpcView,
): FirewallException {
  return {
    kind: 'firewall-exception',
    id: `firewall-exception:${filterName(filter)} ${name}`,
    attributes: { ...filter, bridge: bridge.name, segment, gateways: [gateway] },
    dependsOn: [`vpc-boundary:${name}`],
    why: `${filterName(filter)} drops by default, so it needs an exception for ${name}`,
  };
}
