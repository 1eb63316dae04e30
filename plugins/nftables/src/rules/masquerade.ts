import type { Masquerade } from '@vpcctl/sdk';
import { element, fragment, type RulesetFragment } from '../ruleset/objects.js';

/** Lets one address open connections by the uplink; forward, replies and masquerade look here. */
export function masqueradeRules({
  bridge,
  uplink,
  address,
}: Masquerade['attributes']): RulesetFragment {
  return fragment({ elements: [element('inet', 'masqueraded', [bridge, uplink, address])] });
}
