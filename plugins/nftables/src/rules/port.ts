import type { Port } from '@vpcctl/sdk';
import { element, type Parts, parts } from '../ruleset/objects.js';

/** Only this MAC with this address may enter by the interface. */
export function portParts({ bridge, interface: name, mac, address }: Port['attributes']): Parts {
  return parts({
    elements: [
      element('inet', 'selves', [bridge, address, address]),
      element('inet', 'ports', [name]),
      element('bridge', 'ports', [name]),
      element('bridge', 'sources', [name, mac.toLowerCase(), address]),
    ],
  });
}
