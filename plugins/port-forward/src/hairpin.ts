import {
  type Hairpin,
  hairpinOf,
  type Neighbour,
  type Resource,
  type Route,
  type Rule,
  requireMachine,
  requireVpc,
  type State,
  type WorldMachine,
  type WorldVpc,
} from '@vpcctl/sdk';
import type { Forward } from './state.js';

/** Before any rule that a VPC has for itself: those have its number, from 7001. */
const PRIORITY = 7000;

/** What leads `forwards`, all of one VPC, back into it: a way to the port of each machine that is a target. */
export function lowerHairpin(state: State, name: string, forwards: readonly Forward[]): Resource[] {
  const vpc = requireVpc(state, name);
  const places = new Set(forwards.flatMap(({ targets }) => targets));
  const machines = [...places].sort().map((place) => requireMachine(state, name, place));
  const hairpin: Hairpin = {
    kind: 'hairpin',
    id: hairpinId(name),
    attributes: {
      vpc: name,
      bridge: vpc.bridge.name,
      zone: vpc.zone,
      gateway: vpc.gateway,
      network: vpc.cidr,
      ports: machines.map(({ outside }) => outside.name),
    },
    dependsOn: [`router:${name}`],
    why: `forwards of ${name} lead back into it`,
  };
  return [hairpin, ...lowerRules(vpc), ...machines.flatMap((machine) => lowerWay(vpc, machine))];
}

/** The id of what a VPC's forwards stand on. */
export function hairpinId(vpc: string): string {
  return `hairpin:${vpc}`;
}

function lowerRules(vpc: WorldVpc): Rule[] {
  const mark = hairpinOf(vpc);
  const led: Rule = {
    kind: 'rule',
    id: `rule:${mark}:iif`,
    attributes: { priority: PRIORITY, iif: vpc.bridge.name, fwmark: mark, table: mark },
    why: `what is led back into ${vpc.name} goes to the machine's port`,
  };
  // Reverse path checks look the mark up, too.
  const from: Rule = {
    kind: 'rule',
    id: `rule:${mark}:fwmark`,
    attributes: { priority: vpc.zone, iif: null, fwmark: mark, table: vpc.zone },
    why: `and comes from ${vpc.name}, as all that does`,
  };
  return [led, from];
}

function lowerWay(vpc: WorldVpc, { address, inside, outside }: WorldMachine): Resource[] {
  const link = outside.name;
  const table = hairpinOf(vpc);
  const why = `what is led back to ${address} goes by its own port`;
  const neighbour: Neighbour = {
    kind: 'neighbour',
    id: `neighbour:${link}/${address}`,
    attributes: { link, address, mac: inside.mac },
    dependsOn: [`veth:${link}`],
    why,
  };
  const route: Route = {
    kind: 'route',
    id: `route:${table}:${address}`,
    attributes: {
      namespace: null,
      table,
      destination: `${address}/32`,
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
