import {
  containsAddress,
  containsNetwork,
  hostAt,
  hostCount,
  ipv4Of,
  type Network,
  overlaps,
  type TrafficFacts,
} from '@vpcctl/sdk';
import { type Hindrance, vpcEnd } from './hindrance.js';
import { programOf } from './programs.js';
import { addressOf, type KnownVpc } from './questions.js';
import { type Decision, type Forwarded, matches, readNetwork, routesOf, wayOf } from './way.js';

/** RT_TABLE_LOCAL: the host's own addresses, which are another matter than routes. */
const LOCAL_TABLE = 255;

/** The priority of the rule with which every host asks its main table. */
const MAIN_PRIORITY = 32_766;

/**
 * Routing rules of other programs that take packets within a VPC: those that the kernel asks before
 * the VPC's own, and whose table has a route for addresses of the VPC. Pure. The kernel is asked for
 * one address of a VPC; such a route may be for others alone.
 */
export function foreignRules(facts: TrafficFacts, known: KnownVpc): Hindrance[] {
  const { vpc, workloads } = known;
  const [first] = workloads;
  if (first === undefined) return [];
  const found = new Map<string, Hindrance>();
  for (const source of sourcesOf(facts, known)) {
    for (const part of partsOf(facts, known)) {
      const packet = { ...part, source, incoming: vpc.bridge.name, mark: vpc.segment };
      const decision = wayOf(facts, packet);
      if (decision === null || isOwn(decision, known)) continue;
      if (!isBeforeOwn(facts, known, decision, packet)) continue;
      const hindrance = hindranceBy(facts, known, part.network, decision);
      found.set(hindrance.says, hindrance);
    }
  }
  return [...found.values()];
}

function isOwn({ rule, route }: Decision, { vpc }: KnownVpc): boolean {
  return rule.table === LOCAL_TABLE || route?.interface === vpc.bridge.name;
}

/**
 * Whether the kernel asks a rule before the VPC's own. Behind them, the VPC's own table has no route:
 * that is drift, and no rule of another program is to blame.
 */
function isBeforeOwn(
  { rules }: TrafficFacts,
  { vpc }: KnownVpc,
  { rule }: Decision,
  packet: Forwarded,
): boolean {
  const own = rules.findIndex((each) => each.table === vpc.segment && matches(each, packet));
  return own === -1 ? rule.priority < MAIN_PRIORITY : rules.indexOf(rule) < own;
}

/** A part of a VPC that a route of another program may be for, and an address in it. */
interface Part {
  readonly network: Network;
  readonly destination: string;
}

/** The VPC, and each smaller network in it that some table has a route for. */
function partsOf(facts: TrafficFacts, { cidr, workloads, vpc }: KnownVpc): Part[] {
  const tables = new Set(facts.rules.flatMap(({ table }) => table ?? []));
  tables.delete(LOCAL_TABLE);
  tables.delete(vpc.segment);
  const parts = new Map<string, Network>([[cidr.text, cidr]]);
  const consider = (network: Network | null) => {
    if (network !== null && containsNetwork(cidr, network)) parts.set(network.text, network);
  };
  for (const table of tables) for (const { network } of routesOf(facts, table)) consider(network);
  for (const { destination } of facts.rules) {
    if (destination !== null) consider(readNetwork(destination));
  }
  return [...parts.values()].flatMap((network) => {
    const destination = addressIn(network, workloads);
    return destination === null ? [] : [{ network, destination }];
  });
}

/** The address of a workload in a network; else any of it. */
function addressIn(network: Network, workloads: KnownVpc['workloads']): string | null {
  const own = workloads.find(({ addresses }) => containsAddress(network, ipv4Of(addresses)));
  if (own !== undefined) return addressOf(own);
  return hostCount(network) > 0n ? hostAt(network, Number(hostCount(network))).text : null;
}

/** The first workload, and one in each network that some rule is for. */
function sourcesOf({ rules }: TrafficFacts, { cidr, workloads }: KnownVpc): Set<string> {
  const networks = rules.flatMap(({ source }) => (source && readNetwork(source)) || []);
  const among = networks.filter((network) => overlaps(network, cidr));
  const inside = among.map((network) =>
    workloads.find(({ addresses }) => containsAddress(network, ipv4Of(addresses))),
  );
  return new Set([workloads[0], ...inside].flatMap((each) => (each ? [addressOf(each)] : [])));
}

function hindranceBy(
  facts: TrafficFacts,
  known: KnownVpc,
  part: Network,
  { rule, route }: Decision,
): Hindrance {
  const { vpc, cidr } = known;
  const own = vpcEnd(vpc.name);
  const kind = facts.links.find(({ name }) => name === route?.interface)?.kind;
  const whole = part.text === cidr.text;
  const stopped = {
    from: own,
    to: own,
    source: rule.source,
    destination: whole ? null : part.text,
  };
  return {
    vpcs: [vpc.name],
    says: `routing rule ${rule.priority} sends packets to ${route?.destination ?? part.text} ${placeOf({ rule, route })}, before the rules of ${vpc.name}`,
    // Such a rule is for some ports or protocols, and the others pass.
    stops: rule.partial ? [] : [stopped],
    program: programOf({ table: rule.table, interface: route?.interface, kind }),
    fix: wayPast(facts, known, rule.priority),
    rule: rule.priority,
  };
}

/** Where a decision of the kernel leads to: `to ts0 (table 52)`. */
export function placeOf({ rule, route }: Decision): string {
  if (route === null) return `nowhere (${rule.action})`;
  const { interface: name, type, table } = route;
  const place = type === 'unicast' || type === null ? (name ?? 'several interfaces') : type;
  return `to ${place} (table ${table})`;
}

/** How packets of a VPC get past the rules of other programs: by a rule before them. */
export function wayPast({ rules }: TrafficFacts, { vpc, hasTwin }: KnownVpc, priority: number) {
  const { name, cidr, segment, bridge } = vpc;
  const first = rules.find(
    (rule) =>
      rule.priority > 0 &&
      rule.priority <= priority &&
      matches(rule, { ...NOWHERE, incoming: bridge.name, mark: segment }),
  );
  const before = Math.max(1, (first?.priority ?? priority) - 1);
  // The main table has a route to each VPC; of two with the same addresses, the mark tells one.
  const which = hasTwin ? `fwmark ${segment}/0xffff lookup ${segment}` : `to ${cidr} lookup main`;
  return `let ${name} pass it: ip rule add pref ${before} ${which}`;
}

/** The addresses do not matter to where the first foreign rule is. */
const NOWHERE = { source: '0.0.0.0', destination: '0.0.0.0' };
