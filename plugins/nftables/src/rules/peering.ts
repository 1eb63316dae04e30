import type { PeeringPermission } from '@vpcctl/sdk';
import { addressMatch } from '../ruleset/addresses.js';
import {
  chain,
  deny,
  element,
  equal,
  fragment,
  goto,
  payload,
  type RulePart,
  type RulesetFragment,
  rule,
} from '../ruleset/objects.js';

/** Allows traffic between two bridges, both ways, between the CIDRs of the peering. */
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
        rule('drop traffic between the VPCs outside the peered CIDRs', ...deny('boundary')),
      ),
    ],
    elements: [
      element('inet', 'boundary', [one.bridge, other.bridge], goto(peer)),
      element('inet', 'boundary', [other.bridge, one.bridge], goto(peer)),
    ],
  });
}

function allowedBetween(from: readonly string[], to: readonly string[]): RulePart[] {
  // A side without CIDRs allows nothing; nft refuses an empty set.
  if (from.length === 0 || to.length === 0) return [];
  return [
    rule(
      'let peered CIDRs reach each other',
      equal(payload('ip', 'saddr'), addressMatch(from)),
      equal(payload('ip', 'daddr'), addressMatch(to)),
      goto('vpc-policy'),
    ),
  ];
}
