import {
  boundaryId,
  type PortForward as ForwardResource,
  hairpinOf,
  ipv4Of,
  markGroupRules,
  type Resource,
  requireVpc,
  requireWorkload,
  type State,
  type Sysctl,
  type VpcView,
} from '@vpcctl/sdk';
import { hairpinId, lowerHairpin } from './hairpin.js';
import { type Forward, keyOf, selectForwards } from './state.js';

/**
 * The resources of all forwards: one for each, the hairpin NAT of their VPCs, and the sysctl that
 * lets 127.0.0.1 of the host use them.
 */
export function lowerForwards(state: State): Resource[] {
  const forwards = Object.values(selectForwards(state));
  const loopback = new Set(
    forwards.filter(({ listen }) => listen?.startsWith('127.') ?? true).map(({ vpc }) => vpc),
  );
  const vpcs = [...new Set(forwards.map(({ vpc }) => vpc))];
  return [
    ...[...loopback].map((vpc) => routeLocalnet(requireVpc(state, vpc))),
    ...markGroupRules(vpcs.map((name) => hairpinOf(requireVpc(state, name)))),
    ...vpcs.flatMap((name) =>
      lowerHairpin(
        state,
        name,
        forwards.filter(({ vpc }) => vpc === name),
      ),
    ),
    ...forwards.map((forward) => lowerForward(state, forward)),
  ];
}

function lowerForward(state: State, forward: Forward): ForwardResource {
  const { vpc, targets, listen, protocol, from, to, target } = forward;
  const within = requireVpc(state, vpc);
  const name = keyOf(forward);
  return {
    kind: 'port-forward',
    id: `port-forward:${name}`,
    attributes: {
      name,
      bridge: within.bridge.name,
      segment: within.segment,
      listen,
      protocol,
      ports: { from, to },
      targets: targets.map((each) => {
        const { addresses } = requireWorkload(state, vpc, each);
        return { address: ipv4Of(addresses).text, port: target };
      }),
    },
    dependsOn: [boundaryId(within), hairpinId(within)],
    why: `forward ${name} to ${vpc}/${targets.join(', ')}`,
  };
}

/**
 * Sets route_localnet on the bridge alone. Packets from 127.0.0.1 may then leave by it
 * (__mkroute_output), and replies may come back (ip_route_input_slow). Packets of a workload to
 * 127.0.0.1 are dropped, as all of its packets to the host are.
 */
function routeLocalnet({ name, bridge }: VpcView): Sysctl {
  const key = `net/ipv4/conf/${bridge.name}/route_localnet`;
  return {
    kind: 'sysctl',
    id: `sysctl:${key}`,
    attributes: { key, value: '1', restore: '0' },
    dependsOn: [`bridge:${bridge.name}`],
    why: `let 127.0.0.1 of this host reach ${name}`,
  };
}
