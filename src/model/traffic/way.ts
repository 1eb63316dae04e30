/** How the kernel chooses a route: by its rules in order, and in each table by the longest prefix. */
import {
  containsAddress,
  groupBy,
  knownAddress,
  type Network,
  networkOf,
  type RuleFact,
  readAddressWithLength,
  type TableRoute,
  type TrafficFacts,
} from '@vpcctl/sdk';
import { once } from '../records.js';

/** A forwarded packet at its routing decision. */
export interface Forwarded {
  readonly source: string;
  readonly destination: string;
  readonly incoming: string;
  readonly mark: number;
}

/** The rule that decided, and the route that it found; null for a rule that refuses. */
export interface Decision {
  readonly rule: RuleFact;
  readonly route: TableRoute | null;
}

type Routing = Pick<TrafficFacts, 'rules' | 'routes'>;

/** The way that the kernel chooses for a packet; null where it has no route. Pure. */
export function wayOf(facts: Routing, packet: Forwarded): Decision | null {
  const { rules } = facts;
  for (let at = 0; at < rules.length; at += 1) {
    const rule = rules[at];
    if (rule === undefined || !matches(rule, packet)) continue;
    if (rule.action === 'goto') {
      const target = rules.findIndex(({ priority }) => priority === rule.goto);
      // The kernel goes forwards only; the loop adds one.
      if (target > at) at = target - 1;
    } else if (rule.action === 'lookup' && rule.table !== null) {
      const route = routeIn(facts, rule.table, packet.destination, rule.suppressed);
      if (route !== null) return { rule, route };
    } else if (rule.action !== 'other') return { rule, route: null };
  }
  return null;
}

/** Whether a rule is for a packet. One that looks at more than this can tell counts as for it. */
export function matches(
  rule: RuleFact,
  { source, destination, incoming, mark }: Forwarded,
): boolean {
  const fits =
    within(rule.source, source) &&
    within(rule.destination, destination) &&
    (rule.iif === null || rule.iif === incoming) &&
    // A packet that is forwarded is bound to no outgoing link.
    rule.oif === null &&
    (rule.fwmark === null || sameBits(mark, rule.fwmark, rule.fwmask));
  return fits !== rule.inverted;
}

function sameBits(mark: number, wanted: number, mask: number | null): boolean {
  return ((mark ^ wanted) & (mask ?? -1)) === 0;
}

function within(network: string | null, address: string): boolean {
  if (network === null) return true;
  const read = readNetwork(network);
  return read !== null && containsAddress(read, knownAddress(address));
}

function routeIn(
  facts: Routing,
  table: number,
  destination: string,
  suppressed: number | null,
): TableRoute | null {
  const address = knownAddress(destination);
  let best: Read | null = null;
  for (const each of tables(facts.routes).get(table) ?? []) {
    if (containsAddress(each.network, address) && (best === null || isBetter(each, best))) {
      best = each;
    }
  }
  // A route of type throw sends the packet on to the next rule.
  if (best === null || best.route.type === 'throw') return null;
  return suppressed !== null && best.network.length <= suppressed ? null : best.route;
}

interface Read {
  readonly network: Network;
  readonly route: TableRoute;
}

function isBetter(one: Read, other: Read): boolean {
  return one.network.length === other.network.length
    ? one.route.metric < other.route.metric
    : one.network.length > other.network.length;
}

const tables = once((routes: TrafficFacts['routes']) =>
  groupBy(
    routes.flatMap((route): Read[] => {
      const network = readNetwork(route.destination);
      return network === null ? [] : [{ network, route }];
    }),
    ({ route }) => [route.table],
  ),
);

/** The routes of a table with their networks. */
export function routesOf(facts: Pick<TrafficFacts, 'routes'>, table: number): readonly Read[] {
  return tables(facts.routes).get(table) ?? [];
}

/** A network of another program, which may have host bits. */
export function readNetwork(text: string): Network | null {
  const read = readAddressWithLength(text);
  return read === null ? null : networkOf(read);
}
