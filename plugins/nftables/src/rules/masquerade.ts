import type { Masquerade } from '@vpcctl/sdk';
import { element, fragment, type RulesetFragment } from '../ruleset/objects.js';

/** Lets one address open connections by an uplink; forward, replies and masquerade look here. */
export function masqueradeRules({
  bridge,
  uplink,
  address,
}: Masquerade['attributes']): RulesetFragment {
  const own =
    uplink === null
      ? element('inet', 'masqueraded-by-any', [bridge, address])
      : element('inet', 'masqueraded', [bridge, uplink, address]);
  return fragment({ elements: [own] });
}
