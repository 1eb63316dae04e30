import type { FirewallException, ForeignChain, State } from '@vpcctl/sdk';
import { backendOf } from '../backend/state.js';
import { selectVpcs, type Vpc } from '../vpc/state.js';
import { filterName, selectFilters } from './state.js';

const LEGACY = 'iptables-legacy';

/**
 * A passage through each filter for each VPC. In iptables-legacy's own tables the backend of that name accepts what may
 * pass, and that ends the table.
 */
export function lowerExceptions(state: State): FirewallException[] {
  const vpcs = Object.values(selectVpcs(state));
  return selectFilters(state)
    .filter(({ filter }) => !(filter === LEGACY && backendOf(state) === LEGACY))
    .flatMap((filter) => vpcs.map((vpc) => exception(filter, vpc)));
}

function exception(
  filter: ForeignChain,
  { name, bridge, segment, gateway }: Vpc,
): FirewallException {
  return {
    kind: 'firewall-exception',
    id: `firewall-exception:${filterName(filter)} ${name}`,
    attributes: { ...filter, bridge: bridge.name, segment, gateway },
    dependsOn: [`vpc-boundary:${name}`],
    why: `${name} passes ${filterName(filter)}, which drops by default`,
  };
}
