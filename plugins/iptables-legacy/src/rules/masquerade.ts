import type { Masquerade } from '@vpcctl/sdk';
import {
  accept,
  element,
  fragment,
  from,
  goto,
  inBy,
  marked,
  masquerade,
  notAnsweredAt,
  outBy,
  type RulesetFragment,
  to,
} from '../ruleset/objects.js';

/** One address may open connections out of the uplink; what leaves is masqueraded, what answers is awaited. */
export function masqueradeRules({
  bridge,
  segment,
  uplink,
  address,
}: Masquerade['attributes']): RulesetFragment {
  return fragment({
    elements: [
      element('filter', 'INTERNET', from(address), inBy(bridge), outBy(uplink), goto('GROUPS')),
      // Answers to a masquerade are sent to another address: where only the port was changed it is this one.
      element(
        'filter',
        'AWAITED',
        to(address),
        inBy(uplink),
        outBy(bridge),
        notAnsweredAt(address),
        accept,
      ),
      // There is no incoming interface here any more: the mark says which VPC's address it is.
      element('nat', 'POSTROUTING', from(address), outBy(uplink), marked(segment), masquerade),
    ],
  });
}
