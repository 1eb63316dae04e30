import type { InternetAccess } from '@vpcctl/sdk';
import {
  accept,
  element,
  from,
  goto,
  inBy,
  marked,
  masquerade,
  notAnsweredAt,
  outBy,
  type Parts,
  parts,
  to,
} from '../ruleset/objects.js';

/** One address may open connections out of the uplink; what leaves is masqueraded, what answers is awaited. */
export function internetParts({
  bridge,
  zone,
  uplink,
  address,
}: InternetAccess['attributes']): Parts {
  return parts({
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
      element('nat', 'POSTROUTING', from(address), outBy(uplink), marked(zone), masquerade),
    ],
  });
}
