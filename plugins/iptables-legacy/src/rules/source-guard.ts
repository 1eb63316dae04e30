import type { SourceGuard } from '@vpcctl/sdk';
import {
  askedAt,
  drop,
  element,
  fragment,
  from,
  goBack,
  goto,
  inBy,
  outBy,
  type RulesetFragment,
  setOf,
  to,
} from '../ruleset/objects.js';

/**
 * Only this MAC with this address may enter by the interface: the bridge binds the MAC to the port, and the guard of
 * the bridge the address to the MAC.
 */
export function sourceGuardRules({
  bridge,
  interface: name,
  mac,
  address,
}: SourceGuard['attributes']): RulesetFragment {
  const guard = setOf(bridge, 'GUARD');
  const hardware = mac.toLowerCase();
  return fragment({
    elements: [
      element('nat', setOf(bridge, 'SELVES'), from(address), to(address), goto(`SELF-${bridge}`)),
      element('filter', 'SELVES', outBy(bridge), askedAt(address), drop),
      element('filter', 'FORGED', from(address), outBy(bridge), drop),
      // The host takes link-local frames from the port itself, past the bridge and its lock (br_handle_frame).
      element('raw', 'GUARDS', inBy(name), drop),
      element('raw', guard, from(address), `-m mac --mac-source ${hardware}`, goBack),
      element(
        'arp',
        guard,
        // What the packet says of its sender, in Ethernet and IPv4.
        `-s ${address} --src-mac ${hardware} --h-length 6 --h-type 1 --proto-type 0x800`,
        goBack,
      ),
    ],
    locks: [{ interface: name, mac: hardware }],
  });
}
