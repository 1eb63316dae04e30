import type { PeeringPermission } from '@vpcctl/sdk';
import { addressMatches } from '../ruleset/addresses.js';
import {
  chain,
  drop,
  element,
  fragment,
  goto,
  inBy,
  outBy,
  type Rule,
  type RulesetFragment,
  rule,
} from '../ruleset/objects.js';

/** Traffic between two bridges, both ways, between the CIDRs that take part. */
export function peeringRules({ name, sides }: PeeringPermission['attributes']): RulesetFragment {
  const [one, other] = sides;
  const peer = `PEER-${name}`;
  return fragment({
    chains: [
      chain(
        'filter',
        peer,
        ...allowedBetween(one.cidrs, other.cidrs),
        ...allowedBetween(other.cidrs, one.cidrs),
        rule(drop),
      ),
    ],
    elements: [
      element('filter', 'BOUNDARY', inBy(one.bridge), outBy(other.bridge), goto(peer)),
      element('filter', 'BOUNDARY', inBy(other.bridge), outBy(one.bridge), goto(peer)),
    ],
  });
}

/** A rule has one source and one destination. */
function allowedBetween(from: readonly string[], to: readonly string[]): Rule[] {
  return addressMatches('-s', from).flatMap((source) =>
    addressMatches('-d', to).map((destination) => rule(source, destination, goto('GROUPS'))),
  );
}
