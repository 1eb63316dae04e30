import type { PeeringPermission } from '@vpcctl/sdk';
import { addressMatches } from '../ruleset/addresses.js';
import {
  type CommentedRule,
  chain,
  deny,
  element,
  fragment,
  goto,
  inBy,
  outBy,
  type RulesetFragment,
  rule,
} from '../ruleset/objects.js';

/** Allows traffic between two bridges, both ways, between the CIDRs of the peering. */
export function peeringRules({ name, sides }: PeeringPermission['attributes']): RulesetFragment {
  const [one, other] = sides;
  const peer = `PEER-${name}`;
  const why = 'check traffic between the peered VPCs';
  return fragment({
    chains: [
      chain(
        'filter',
        peer,
        ...allowedBetween(one.cidrs, other.cidrs),
        ...allowedBetween(other.cidrs, one.cidrs),
        rule('drop traffic between the VPCs outside the peered CIDRs', [deny('boundary')]),
      ),
    ],
    elements: [
      element('filter', 'BOUNDARY', why, [inBy(one.bridge), outBy(other.bridge), goto(peer)]),
      element('filter', 'BOUNDARY', why, [inBy(other.bridge), outBy(one.bridge), goto(peer)]),
    ],
  });
}

/** A rule has one source and one destination. */
function allowedBetween(from: readonly string[], to: readonly string[]): CommentedRule[] {
  return addressMatches('-s', from).flatMap((source) =>
    addressMatches('-d', to).map((destination) =>
      rule('let peered CIDRs reach each other', [source, destination, goto('VPC-POLICY')]),
    ),
  );
}
