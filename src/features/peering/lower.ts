import {
  boundaryId,
  madeAs,
  type PeeringPermission,
  type Resource,
  type Route,
  type State,
} from '@vpcctl/sdk';
import { requireVpc, type Vpc } from '../vpc/state.js';
import { peeringKey, selectPeerings } from './state.js';

/** The resources of all peerings. */
export function lowerPeerings(state: State): Resource[] {
  return Object.values(selectPeerings(state)).flatMap(({ vpcs, cidrs }) => {
    const [a, b] = [requireVpc(state, vpcs[0]), requireVpc(state, vpcs[1])];
    const key = peeringKey(madeAs(a), madeAs(b));
    const permission: PeeringPermission = {
      kind: 'peering',
      id: `peering:${key}`,
      attributes: {
        name: key,
        sides: [
          { bridge: a.bridge.name, cidrs: cidrs[0] },
          { bridge: b.bridge.name, cidrs: cidrs[1] },
        ],
      },
      dependsOn: [boundaryId(a), boundaryId(b)],
      why: `allow traffic between ${a.name} and ${b.name}`,
    };
    return [permission, route(a, b), route(b, a)];
  });
}

function route(from: Vpc, to: Vpc): Route {
  return {
    kind: 'route',
    id: `route:${from.segment}:${to.cidr}`,
    attributes: {
      namespace: null,
      table: from.segment,
      destination: to.cidr,
      via: null,
      link: to.bridge.name,
      onlink: false,
      metric: null,
      source: null,
    },
    // The table is a number, and needs no bridge of its own VPC.
    dependsOn: [`bridge:${to.bridge.name}`],
    why: `route from ${from.name} to ${to.name}`,
  };
}
