import type { ForeignFilter, Passage, State } from '@vpcctl/sdk';
import { backendOf } from '../backend/select.js';
import { selectVpcs } from '../vpc/select.js';
import type { Vpc } from '../vpc/state.js';
import { selectFilters } from './select.js';
import { filterName } from './state.js';

const LEGACY = 'iptables-legacy';

/**
 * A passage through each filter for each VPC. In iptables-legacy's own tables the backend of that name accepts what may
 * pass, and that ends the table.
 */
export function lowerPassages(state: State): Passage[] {
  const vpcs = Object.values(selectVpcs(state));
  return selectFilters(state)
    .filter(({ filter }) => !(filter === LEGACY && backendOf(state) === LEGACY))
    .flatMap((filter) => vpcs.map((vpc) => passage(filter, vpc)));
}

function passage(filter: ForeignFilter, { name, bridge, zone, gateway }: Vpc): Passage {
  return {
    kind: 'passage',
    id: `passage:${filterName(filter)} ${name}`,
    attributes: { ...filter, bridge: bridge.name, zone, gateway },
    dependsOn: [`router:${name}`],
    why: `${name} passes ${filterName(filter)}, which drops by default`,
  };
}
