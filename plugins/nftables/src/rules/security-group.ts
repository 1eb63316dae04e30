import {
  type Json,
  type MergedRule,
  mergedRuleSummary,
  mergeRules,
  type SecurityGroup,
} from '@vpcctl/sdk';
import { addressMatch } from '../ruleset/addresses.js';
import { comment } from '../ruleset/comment.js';
import {
  accept,
  type ChainPart,
  chain,
  drop,
  type ElementPart,
  element,
  equal,
  fragment,
  goBack,
  jump,
  meta,
  payload,
  type RulePart,
  type RulesetFragment,
  rule,
} from '../ruleset/objects.js';

interface Direction {
  /** The verdict map, and the prefix of the chain's name. */
  readonly map: 'ingress' | 'egress';
  readonly prefix: 'in' | 'out';
  /** The field with the remote address. */
  readonly remote: 'saddr' | 'daddr';
  readonly allow: Json;
}

const INGRESS: Direction = { map: 'ingress', prefix: 'in', remote: 'saddr', allow: accept };
// A packet that egress allows goes on to the receiver's ingress policy.
const EGRESS: Direction = { map: 'egress', prefix: 'out', remote: 'daddr', allow: goBack };

/** A chain for each direction that has rules, and a map element for each address. */
export function securityGroupRules(group: SecurityGroup['attributes']): RulesetFragment {
  const chains: ChainPart[] = [];
  const elements: ElementPart[] = [];
  for (const [direction, rules] of [
    [INGRESS, group.ingress],
    [EGRESS, group.egress],
  ] as const) {
    if (rules === null) continue;
    const name = `${direction.prefix}/${group.name}`;
    chains.push(
      chain(
        'inet',
        name,
        ...mergeRules(rules).map((each) => groupRule(each, direction)),
        rule(`drop everything that no ${direction.map} rule allows`, drop),
      ),
    );
    for (const address of group.addresses) {
      elements.push(element('inet', direction.map, [group.bridge, address], jump(name)));
    }
  }
  return fragment({ chains, elements });
}

function groupRule(given: MergedRule, direction: Direction): RulePart {
  const verdict = given.action === 'allow' ? direction.allow : drop;
  const address =
    given.remotes === null
      ? []
      : [equal(payload('ip', direction.remote), addressMatch(given.remotes))];
  const why = comment(given.description, mergedRuleSummary(given, direction.map));
  return rule(why, ...protocolMatch(given), ...address, verdict);
}

function protocolMatch({ protocol, ports }: MergedRule): Json[] {
  if (ports === null) return protocol === 'all' ? [] : [equal(meta('l4proto'), protocol)];
  if (protocol !== 'all') return [equal(payload(protocol, 'dport'), portMatch(ports))];
  const inTransport = equal(meta('l4proto'), { set: ['tcp', 'udp'] });
  return [inTransport, equal(payload('th', 'dport'), portMatch(ports))];
}

/** The right side of a match on a port, as nft prints it: a single item needs no set. */
function portMatch(ports: NonNullable<MergedRule['ports']>): Json {
  const items = ports.map(({ from, to }): Json => (from === to ? from : { range: [from, to] }));
  const [only] = items;
  return items.length === 1 && only !== undefined ? only : { set: items };
}
