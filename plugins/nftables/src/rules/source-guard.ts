import type { SourceGuard } from '@vpcctl/sdk';
import { drop, element, fragment, type RulesetFragment } from '../ruleset/objects.js';

/** Lets in only this MAC with this address by the interface. */
export function sourceGuardRules({
  bridge,
  interface: name,
  mac,
  address,
}: SourceGuard['attributes']): RulesetFragment {
  return fragment({
    elements: [
      element('inet', 'workload-addresses', [bridge, address, address]),
      element('inet', 'workload-ports', [name]),
      element('inet', 'zone-by-interface', [name], drop),
      element('bridge', 'workload-ports', [name]),
      element('bridge', 'allowed-sources', [name, mac.toLowerCase(), address]),
    ],
  });
}
