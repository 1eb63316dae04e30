import type { Masquerade } from '@vpcctl/sdk';
import { element, fragment, type RulesetFragment } from '../ruleset/objects.js';

/** One address may open connections out of the uplink; forward, replies and masquerade all look here. */
export function masqueradeRules({
  bridge,
  uplink,
  address,
}: Masquerade['attributes']): RulesetFragment {
  return fragment({ elements: [element('inet', 'internet', [bridge, uplink, address])] });
}
