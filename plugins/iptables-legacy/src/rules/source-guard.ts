import type { SourceGuard } from '@vpcctl/sdk';
import {
  deny,
  drop,
  type ElementPart,
  element,
  fragment,
  from,
  goBack,
  goto,
  inBy,
  openedTo,
  outBy,
  type RulesetFragment,
  setOf,
  to,
} from '../ruleset/objects.js';

/**
 * Lets in only this MAC with these addresses by the interface. The bridge binds the MAC to the
 * port, and the guard of the bridge binds the addresses to the MAC.
 */
export function sourceGuardRules({
  bridge,
  interface: name,
  mac,
  addresses,
}: SourceGuard['attributes']): RulesetFragment {
  const hardware = mac.toLowerCase();
  return fragment({
    elements: [
      ...addresses.flatMap((address) => outerElements(bridge, address)),
      // The host takes link-local frames from the port itself (br_handle_frame).
      element('raw', 'SOURCE-GUARD', 'drop packets that bypass the bridge and its locked port', [
        inBy(name),
        drop,
      ]),
      ...addresses.flatMap((address) => guardElements(bridge, hardware, address)),
    ],
    locks: [{ interface: name, mac: hardware }],
  });
}

/** What others may not do with the address of the workload. */
function outerElements(bridge: string, address: string): ElementPart[] {
  return [
    element(
      'nat',
      setOf(bridge, 'HAIRPINS'),
      'translate the source where the workload reached itself',
      [from(address), to(address), goto(`SNAT-${bridge}`)],
    ),
    element('filter', setOf(bridge, 'WORKLOADS'), 'a workload has the address', [
      to(address),
      goBack,
    ]),
    element(
      'filter',
      'WORKLOAD-ADDRESSES',
      'drop connections from outside to the address of the workload',
      [outBy(bridge), openedTo(address), deny('boundary')],
    ),
    element(
      'filter',
      'FORGED-SOURCES',
      'drop packets from outside that claim the address of the workload',
      [from(address), outBy(bridge), deny('forged-source')],
    ),
  ];
}

/** What the workload itself may send. */
function guardElements(bridge: string, hardware: string, address: string): ElementPart[] {
  const guard = setOf(bridge, 'GUARD');
  return [
    element('raw', guard, 'accept IPv4 from the MAC and address of the workload', [
      from(address),
      `-m mac --mac-source ${hardware}`,
      goBack,
    ]),
    // The sender that the packet itself names, in Ethernet and IPv4.
    element('arp', guard, 'accept ARP that names the MAC and address of the workload', [
      `-s ${address} --src-mac ${hardware} --h-length 6 --h-type 1 --proto-type 0x800`,
      goBack,
    ]),
  ];
}
