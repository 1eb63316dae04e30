import type { GroupRule, SecurityGroup } from '@vpcctl/sdk';
import { addressMatches } from '../ruleset/addresses.js';
import { commentMatch } from '../ruleset/comment.js';
import {
  type ChainPart,
  chain,
  drop,
  type ElementPart,
  element,
  fragment,
  from,
  goBack,
  inBy,
  jump,
  portMatch,
  type Rule,
  type RulesetFragment,
  rule,
  setOf,
  type Table,
  to,
} from '../ruleset/objects.js';

interface Direction {
  /** Where it is looked up; what is sent to a service of the host also before NAT. */
  readonly tables: readonly Table[];
  /** The set, and the prefix of the chain's name. */
  readonly set: (bridge: string) => string;
  readonly prefix: 'IN' | 'OUT';
  /** The option with the other end's address. */
  readonly remote: '-s' | '-d';
  /** The packets of an address behind a bridge. */
  readonly own: (bridge: string, address: string) => string;
}

const INGRESS: Direction = {
  tables: ['filter'],
  set: (bridge) => setOf(bridge, 'INGRESS'),
  prefix: 'IN',
  remote: '-s',
  own: (_bridge, address) => to(address),
};
const EGRESS: Direction = {
  tables: ['filter', 'mangle'],
  set: () => 'EGRESS',
  prefix: 'OUT',
  remote: '-d',
  own: (bridge, address) => rule(from(address), inBy(bridge)),
};

/** A chain for each direction that has rules, and for each address the way into it. */
export function securityGroupRules(group: SecurityGroup['attributes']): RulesetFragment {
  const chains: ChainPart[] = [];
  const elements: ElementPart[] = [];
  for (const [direction, rules] of [
    [INGRESS, group.ingress],
    [EGRESS, group.egress],
  ] as const) {
    if (rules === null) continue;
    const name = `${direction.prefix}-${group.name}`;
    const own = rules.flatMap((each) => groupRules(each, direction));
    const set = direction.set(group.bridge);
    for (const table of direction.tables) {
      chains.push(chain(table, name, ...own, rule(drop)));
      for (const address of group.addresses) {
        elements.push(element(table, set, direction.own(group.bridge, address), jump(name)));
      }
    }
  }
  return fragment({ chains, elements });
}

/** One rule here names one other end and one protocol, so several may be needed; all have the same verdict. */
function groupRules(given: GroupRule, { remote }: Direction): Rule[] {
  // What is allowed goes on to the next group, or to the end where all of them agreed.
  const verdict = given.action === 'allow' ? goBack : drop;
  const addresses = given.remotes === null ? [''] : addressMatches(remote, given.remotes);
  return addresses.flatMap((address) =>
    protocolMatches(given).map((protocol) =>
      rule(address, protocol, commentMatch(given.description), verdict),
    ),
  );
}

function protocolMatches({ protocol, ports }: GroupRule): string[] {
  if (ports === null || protocol === 'icmp') return [protocol === 'all' ? '' : `-p ${protocol}`];
  const protocols = protocol === 'all' ? ['tcp', 'udp'] : [protocol];
  return protocols.map((each) => portMatch(each, ports));
}
