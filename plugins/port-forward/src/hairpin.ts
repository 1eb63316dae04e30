import {
  boundaryId,
  type Hairpin,
  hairpinOf,
  hostRoute,
  ipv4Of,
  madeAs,
  markGroupRuleId,
  markRulePriority,
  type Neighbour,
  type Resource,
  type Route,
  type Rule,
  requireVpc,
  requireWorkload,
  type State,
  type VpcView,
  type WorkloadView,
} from '@vpcctl/sdk';
import type { Forward } from './state.js';

/**
 * The hairpin NAT of a VPC: rules that select its hairpin route table, and in that table a route to
 * the port of each target.
 * @param forwards all forwards of the VPC
 */
export function lowerHairpin(state: State, name: string, forwards: readonly Forward[]): Resource[] {
  const vpc = requireVpc(state, name);
  const targets = new Set(forwards.flatMap(({ targets }) => targets));
  // In an order that a rename leaves as it is.
  const workloads = [...targets]
    .map((target) => requireWorkload(state, name, target))
    .sort((one, other) => (madeAs(one) < madeAs(other) ? -1 : 1));
  const hairpin: Hairpin = {
    kind: 'hairpin',
    id: hairpinId(vpc),
    attributes: {
      vpc: madeAs(vpc),
      bridge: vpc.bridge.name,
      segment: vpc.segment,
      gateway: vpc.gateway,
      network: vpc.cidr,
      ports: workloads.map(({ hostEnd }) => hostEnd.name),
    },
    dependsOn: [boundaryId(vpc)],
    why: `hairpin NAT for the forwards of ${name}`,
  };
  return [
    hairpin,
    ...lowerRules(vpc),
    ...workloads.flatMap((workload) => lowerRoute(vpc, workload)),
  ];
}

/** The id of the hairpin resource that a VPC's forwards depend on. */
export function hairpinId(vpc: VpcView): string {
  return `hairpin:${madeAs(vpc)}`;
}

function lowerRules(vpc: VpcView): Rule[] {
  const mark = hairpinOf(vpc);
  const priority = markRulePriority(mark);
  const common = { fwmark: mark, mask: null, goto: null };
  const dependsOn = [markGroupRuleId(mark)];
  const toTarget: Rule = {
    kind: 'rule',
    id: `rule:${mark}:iif:${vpc.bridge.name}`,
    attributes: { ...common, priority, iif: vpc.bridge.name, table: mark },
    dependsOn,
    why: `route hairpin packets of ${vpc.name} to the target's port`,
  };
  // Reverse path filtering looks up the route with the mark, too.
  const reversePath: Rule = {
    kind: 'rule',
    id: `rule:${mark}:fwmark`,
    attributes: { ...common, priority: priority + 1, iif: null, table: vpc.segment },
    dependsOn,
    why: `hairpin packets keep the mark of ${vpc.name}`,
  };
  return [toTarget, reversePath];
}

function lowerRoute(vpc: VpcView, { addresses, guestEnd, hostEnd }: WorkloadView): Resource[] {
  const own = ipv4Of(addresses);
  const address = own.text;
  const link = hostEnd.name;
  const table = hairpinOf(vpc);
  const why = `hairpin packets to ${address} leave by its port`;
  const neighbour: Neighbour = {
    kind: 'neighbour',
    id: `neighbour:${link}/${address}`,
    attributes: { link, address, mac: guestEnd.mac },
    dependsOn: [`veth:${link}`],
    why,
  };
  const route: Route = {
    kind: 'route',
    id: `route:${table}:${address}`,
    attributes: {
      namespace: null,
      table,
      destination: hostRoute(own).text,
      via: null,
      link,
      onlink: false,
      metric: null,
      source: null,
    },
    dependsOn: [`veth:${link}`],
    why,
  };
  return [neighbour, route];
}
