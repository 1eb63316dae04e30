import type { InternetAccess } from '@vpcctl/sdk';
import { element, type Parts, parts } from '../ruleset/objects.js';

/** One address may open connections out of the uplink; forward, replies and masquerade all look here. */
export function internetParts({ bridge, uplink, address }: InternetAccess['attributes']): Parts {
  return parts({ elements: [element('inet', 'internet', [bridge, uplink, address])] });
}
