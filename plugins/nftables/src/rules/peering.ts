import type { PeeringPermission } from '@vpcctl/sdk';
import { addressMatch } from '../ruleset/addresses.js';
import {
  chain,
  drop,
  element,
  equal,
  fragment,
  goto,
  payload,
  type RulePart,
  type RulesetFragment,
  rule,
} from '../ruleset/objects.js';

/** Traffic between two bridges, both ways, between the CIDRs that take part. */
export function peeringRules({ name, sides }: PeeringPermission['attributes']): RulesetFragment {
  const [one, other] = sides;
  const peer = `peer/${name}`;
  return fragment({
    chains: [
      chain(
        'inet',
        peer,
        ...allowedBetween(one.cidrs, other.cidrs),
        ...allowedBetween(other.cidrs, one.cidrs),
        rule(drop),
      ),
    ],
    elements: [
      element('inet', 'boundary', [one.bridge, other.bridge], goto(peer)),
      element('inet', 'boundary', [other.bridge, one.bridge], goto(peer)),
    ],
  });
}

function allowedBetween(from: readonly string[], to: readonly string[]): RulePart[] {
  // A side without CIDRs takes no part; an empty set would be refused by nft.
  if (from.length === 0 || to.length === 0) return [];
  return [
    rule(
      equal(payload('ip', 'saddr'), addressMatch(from)),
      equal(payload('ip', 'daddr'), addressMatch(to)),
      goto('groups'),
    ),
  ];
}
