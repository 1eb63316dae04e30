import type { SourceGuard } from '@vpcctl/sdk';
import { drop, element, fragment, type RulesetFragment } from '../ruleset/objects.js';

/** Lets in only this MAC with these addresses by the interface. */
export function sourceGuardRules({
  bridge,
  interface: name,
  mac,
  addresses,
}: SourceGuard['attributes']): RulesetFragment {
  return fragment({
    elements: [
      ...addresses.map((each) => element('inet', 'workload-addresses', [bridge, each, each])),
      element('inet', 'workload-ports', [name]),
      element('inet', 'zone-by-interface', [name], drop),
      element('bridge', 'workload-ports', [name]),
      ...addresses.map((each) =>
        element('bridge', 'allowed-sources', [name, mac.toLowerCase(), each]),
      ),
    ],
  });
}
