import type { GroupRule, Json, SecurityGroup } from '@vpcctl/sdk';
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
        ...rules.flatMap((each, index) =>
          canMatch(each) ? [groupRule(each, direction, index + 1)] : [],
        ),
        rule(`drop everything that no ${direction.map} rule allows`, drop),
      ),
    );
    for (const address of group.addresses) {
      elements.push(element('inet', direction.map, [group.bridge, address], jump(name)));
    }
  }
  return fragment({ chains, elements });
}

/** nft refuses an empty set. */
function canMatch({ remotes }: GroupRule): boolean {
  return remotes === null || remotes.length > 0;
}

/** @param number of the rule in its policy, from 1 */
function groupRule(given: GroupRule, direction: Direction, number: number): RulePart {
  const verdict = given.action === 'allow' ? direction.allow : drop;
  const address =
    given.remotes === null
      ? []
      : [equal(payload('ip', direction.remote), addressMatch(given.remotes))];
  const why = comment(
    given.description,
    `${given.action} what ${direction.map} rule ${number} matches`,
  );
  return rule(why, ...protocolMatch(given), ...address, verdict);
}

function protocolMatch({ protocol, ports }: GroupRule): Json[] {
  const inTransport = equal(meta('l4proto'), { set: ['tcp', 'udp'] });
  if (ports === null || protocol === 'icmp') {
    return protocol === 'all' ? [] : [equal(meta('l4proto'), protocol)];
  }
  const { from, to } = ports;
  const match = from === to ? from : { range: [from, to] };
  if (protocol !== 'all') return [equal(payload(protocol, 'dport'), match)];
  return [inTransport, equal(payload('th', 'dport'), match)];
}
