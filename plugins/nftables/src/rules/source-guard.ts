import type { SourceGuard } from '@vpcctl/sdk';
import { element, fragment, type RulesetFragment } from '../ruleset/objects.js';

/** Only this MAC with this address may enter by the interface. */
export function sourceGuardRules({
  bridge,
  interface: name,
  mac,
  address,
}: SourceGuard['attributes']): RulesetFragment {
  return fragment({
    elements: [
      element('inet', 'selves', [bridge, address, address]),
      element('inet', 'ports', [name]),
      element('bridge', 'ports', [name]),
      element('bridge', 'sources', [name, mac.toLowerCase(), address]),
    ],
  });
}
