import type { UplinkInterface } from '@vpcctl/sdk';
import {
  accept,
  element,
  fragment,
  goto,
  inBy,
  masquerade,
  outBy,
  type RulesetFragment,
} from '../ruleset/objects.js';

/** One of the interfaces for workloads that may open connections by any uplink. */
export function uplinkRules({ interface: name }: UplinkInterface['attributes']): RulesetFragment {
  return fragment({
    elements: [
      element('filter', 'TO-UPLINKS', 'let workloads reach the internet by this uplink', [
        outBy(name),
        goto('VPC-POLICY'),
      ]),
      element('filter', 'FROM-UPLINKS', 'accept replies that come by this uplink', [
        inBy(name),
        accept,
      ]),
      element('nat', 'TO-UPLINKS', 'hide workloads behind the address of this uplink', [
        outBy(name),
        masquerade,
      ]),
    ],
  });
}
