import type { Router } from '@vpcctl/sdk';
import {
  accept,
  chain,
  drop,
  element,
  goto,
  guardName,
  inBy,
  jump,
  mark,
  markArp,
  markConnection,
  ofMark,
  originalZone,
  outBy,
  type Parts,
  parts,
  restoreMark,
  rule,
  set,
  to,
  tracked,
} from './objects.js';

/** A VPC's own conntrack zone and mark, its inner traffic, echo to its gateway, and nothing without a port. */
export function routerParts({ vpc, bridge, zone, gateway }: Router['attributes']): Parts {
  const marking = `MARK-${vpc}`;
  const guard = guardName(bridge);
  const markRules = [
    rule(mark(zone)),
    rule(tracked({ state: 'NEW' }), markConnection(zone)),
  ] as const;
  return parts({
    chains: [
      chain('mangle', marking, ...markRules),
      chain('filter', marking, ...markRules),
      set('raw', guard, rule(drop)),
      set('arp', guard, rule(drop)),
    ],
    elements: [
      element('filter', 'FROM-VPC', inBy(bridge), goto('LEAVE')),
      element('filter', 'TO-VPC', outBy(bridge), goto('ENTER')),
      element('filter', 'INPUT', inBy(bridge), goto('TO-HOST')),
      element('filter', 'OUTPUT', outBy(bridge), goto('FROM-HOST')),
      element('mangle', 'MARKS', ofMark(zone), restoreMark),
      element('filter', 'OWNERS-IN', inBy(bridge), ofMark(zone), accept),
      element('filter', 'OWNERS-OUT', outBy(bridge), ofMark(zone), accept),
      element('filter', 'FORWARDED', outBy(bridge), ofMark(zone), goto('GROUPS')),
      element('filter', 'GATEWAYS', to(gateway), inBy(bridge), accept),
      // Only the original direction: a masqueraded reply comes by the uplink, which is in no zone.
      element('raw', 'ZONES', inBy(bridge), originalZone(zone)),
      element('mangle', 'MARKERS', inBy(bridge), jump(marking)),
      element('filter', 'MARKERS', outBy(bridge), jump(marking)),
      element('filter', 'BOUNDARY', inBy(bridge), outBy(bridge), goto('GROUPS')),
      element('raw', 'GUARDS', inBy(bridge), jump(guard)),
      element('arp', 'INPUT', inBy(bridge), jump(guard)),
      element('arp', 'INPUT', inBy(bridge), markArp(zone)),
    ],
  });
}
