import {
  hasPorts,
  type MergedRule,
  mergedRuleSummary,
  mergeRules,
  type SecurityGroup,
} from '@vpcctl/sdk';
import { addressMatches } from '../ruleset/addresses.js';
import { comment } from '../ruleset/comment.js';
import {
  type ChainPart,
  type CommentedRule,
  chain,
  denyByRule,
  type ElementPart,
  element,
  fragment,
  from,
  goBack,
  icmp,
  inBy,
  jump,
  matches,
  type RulesetFragment,
  rule,
  setOf,
  type Table,
  to,
} from '../ruleset/objects.js';
import { portMatches } from '../ruleset/ports.js';
import { protocolWord } from '../ruleset/protocols.js';

interface Direction {
  /** The tables that look it up. Requests to a host service are looked up before NAT, too. */
  readonly tables: readonly Table[];
  /** The word in comments, the set, and the prefix of the chain's name. */
  readonly word: 'ingress' | 'egress';
  readonly set: (bridge: string) => string;
  readonly prefix: 'IN' | 'OUT';
  /** The option with the remote address. */
  readonly remote: '-s' | '-d';
  /** The packets of an address behind a bridge. */
  readonly own: (bridge: string, address: string) => string;
}

const INGRESS: Direction = {
  word: 'ingress',
  tables: ['filter'],
  set: (bridge) => setOf(bridge, 'INGRESS'),
  prefix: 'IN',
  remote: '-s',
  own: (_bridge, address) => to(address),
};
const EGRESS: Direction = {
  word: 'egress',
  tables: ['filter', 'mangle'],
  set: () => 'EGRESS',
  prefix: 'OUT',
  remote: '-d',
  own: (bridge, address) => matches(from(address), inBy(bridge)),
};

/** A chain for each direction that has rules, and a jump for each address. */
export function securityGroupRules(group: SecurityGroup['attributes']): RulesetFragment {
  const chains: ChainPart[] = [];
  const elements: ElementPart[] = [];
  for (const [direction, rules] of directionsOf(group)) {
    const name = `${direction.prefix}-${group.name}`;
    const own = mergeRules(rules).flatMap((each) => groupRules(each, direction));
    const applying = `apply the ${direction.word} rules of ${group.name}`;
    const set = direction.set(group.bridge);
    for (const table of direction.tables) {
      chains.push(chain(table, name, ...own, ...defaultRules(direction)));
      for (const address of group.addresses) {
        elements.push(
          element(table, set, applying, [direction.own(group.bridge, address), jump(name)]),
        );
      }
    }
  }
  return fragment({ chains, elements });
}

/** The directions that have rules. */
function directionsOf({ ingress, egress }: SecurityGroup['attributes']) {
  const both = [
    [INGRESS, ingress],
    [EGRESS, egress],
  ] as const;
  return both.flatMap(([direction, rules]) =>
    rules === null ? [] : [[direction, rules] as const],
  );
}

/** A rule of a group, or its default, and the rules of iptables that count its packets. */
export interface CountedRule {
  readonly direction: 'ingress' | 'egress';
  /** Their places in the policy, from 1; none: the default. */
  readonly numbers: readonly number[];
  /** The chain that they are in, in each of some tables. */
  readonly chain: string;
  readonly tables: readonly Table[];
  readonly texts: readonly string[];
}

/** What counts the packets of each rule of a group. */
export function countedRules(group: SecurityGroup['attributes']): CountedRule[] {
  return directionsOf(group).flatMap(([direction, rules]) => {
    const { word, tables, prefix } = direction;
    const counted = (numbers: readonly number[], some: readonly CommentedRule[]): CountedRule => {
      // Of a rule that denies the first part only sets the mark.
      const last = some.filter(({ expressions }) => !expressions.at(-1)?.startsWith('-j MARK'));
      const part = chain('filter', `${prefix}-${group.name}`, ...last);
      return { direction: word, numbers, chain: part.name, tables, texts: part.rules };
    };
    const merged = mergeRules(rules);
    return [
      ...merged.map((each) => counted(each.numbers, groupRules(each, direction))),
      counted([], defaultRules(direction)),
    ];
  });
}

function defaultRules({ word }: Direction): CommentedRule[] {
  const why = `drop everything that no ${word} rule allows`;
  return denyByRule(`${word}-default`).map((verdict) => rule(why, [verdict]));
}

/** An iptables rule names one remote network and one protocol, so a rule may take several. */
function groupRules(given: MergedRule, { remote, word }: Direction): CommentedRule[] {
  // An allowed packet goes on to the next group, and is accepted at the end where all of them
  // agree.
  const verdicts =
    given.action === 'allow' ? [goBack] : denyByRule(`${word}-rule`, given.numbers[0]);
  const why = comment(given.description, mergedRuleSummary(given, word));
  const addresses = given.remotes === null ? [''] : addressMatches(remote, given.remotes);
  return addresses.flatMap((address) =>
    protocolMatches(given).flatMap((protocol) =>
      verdicts.map((verdict) => rule(why, [address, protocol, verdict])),
    ),
  );
}

function protocolMatches({ protocol, ports }: MergedRule): string[] {
  if (protocol === 'icmp' && ports !== null) return ports.flatMap(typesOf).map(icmp);
  if (protocol !== 'all' && (ports === null || !hasPorts(protocol))) {
    return [`-p ${protocolWord(protocol)}`];
  }
  if (ports === null) return [''];
  const protocols = protocol === 'all' ? ['tcp', 'udp'] : [protocol];
  return protocols.flatMap((each) => portMatches(each, ports));
}

/** By this type iptables matches any type (`icmp_match` of ip_tables.c). None is sent: it is reserved. */
const ANY_TYPE = 255;

/** The match takes one type, and no range. */
function typesOf({ from, to }: { from: number; to: number }): string[] {
  const types = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  return types.filter((type) => type !== ANY_TYPE).map(String);
}
