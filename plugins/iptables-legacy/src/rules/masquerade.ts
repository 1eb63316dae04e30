import type { Masquerade } from '@vpcctl/sdk';
import {
  accept,
  element,
  fragment,
  from,
  goto,
  inBy,
  jump,
  masquerade,
  ofMark,
  outBy,
  type RulesetFragment,
  repliesNotTo,
  to,
} from '../ruleset/objects.js';

/** Lets one address open connections by an uplink, masquerades them, and accepts the replies. */
export function masqueradeRules({
  bridge,
  segment,
  uplink,
  address,
}: Masquerade['attributes']): RulesetFragment {
  if (uplink === null) return byAnyUplink(bridge, segment, address);
  return fragment({
    elements: [
      element('filter', 'MASQUERADED', 'let the workload reach the internet by the uplink', [
        from(address),
        inBy(bridge),
        outBy(uplink),
        goto('VPC-POLICY'),
      ]),
      // Where NAT changed the port alone, replies go to this address and the connection is not
      // masqueraded.
      element('filter', 'MASQUERADE-REPLIES', 'accept replies to masqueraded connections', [
        to(address),
        inBy(uplink),
        outBy(bridge),
        repliesNotTo(address),
        accept,
      ]),
      // There is no incoming interface in POSTROUTING: the connection's mark tells the VPC of the
      // address, and no other program's rules about packet marks change that.
      element('nat', 'POSTROUTING', 'hide the workload behind the address of the uplink', [
        from(address),
        outBy(uplink),
        ofMark(segment),
        masquerade,
      ]),
    ],
  });
}

/** The chains that these jump to have the uplinks. */
function byAnyUplink(bridge: string, segment: number, address: string): RulesetFragment {
  return fragment({
    elements: [
      element('filter', 'MASQUERADED', 'let the workload reach the internet by any uplink', [
        from(address),
        inBy(bridge),
        jump('TO-UPLINKS'),
      ]),
      element('filter', 'MASQUERADE-REPLIES', 'accept replies to masqueraded connections', [
        to(address),
        outBy(bridge),
        repliesNotTo(address),
        jump('FROM-UPLINKS'),
      ]),
      element('nat', 'POSTROUTING', 'hide the workload behind the address of any uplink', [
        from(address),
        ofMark(segment),
        jump('TO-UPLINKS'),
      ]),
    ],
  });
}
