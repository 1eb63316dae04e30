import type { VpcBoundary } from '@vpcctl/sdk';
import {
  accept,
  answeredBy,
  chain,
  drop,
  element,
  fragment,
  fromHost,
  goBack,
  goto,
  inBy,
  jump,
  mark,
  markArp,
  markConnection,
  marked,
  masquerade,
  ofMark,
  originalZone,
  outBy,
  type RulesetFragment,
  restoreMark,
  rule,
  set,
  setOf,
  snat,
  to,
  tracked,
} from '../ruleset/objects.js';

const forwarded = tracked({ state: 'DNAT' });
const ledOut = tracked({ state: 'DNAT', direction: 'ORIGINAL' });

/** A VPC's own conntrack zone and mark, its inner traffic, echo to its gateway, and nothing without a port. */
export function vpcBoundaryRules({
  vpc,
  bridge,
  segment,
  gateway,
}: VpcBoundary['attributes']): RulesetFragment {
  const marking = `MARK-${vpc}`;
  const guard = setOf(bridge, 'GUARD');
  const selves = setOf(bridge, 'SELVES');
  const self = `SELF-${bridge}`;
  const ingress = setOf(bridge, 'INGRESS');
  const forwards = setOf(bridge, 'FORWARDS');
  const led = `LED-${vpc}`;
  const markRules = [
    rule(mark(segment)),
    rule(tracked({ state: 'NEW' }), markConnection(segment)),
  ] as const;
  return fragment({
    chains: [
      chain('mangle', marking, ...markRules),
      chain('filter', marking, ...markRules),
      set('filter', ingress),
      set('nat', forwards),
      // A machine that was led to itself is answered by the router.
      set('nat', selves),
      chain('nat', self, rule(snat(gateway))),
      chain(
        'filter',
        led,
        rule(tracked({ state: 'RELATED,ESTABLISHED' }), goBack),
        rule(jump(ingress)),
      ),
      set('raw', guard, rule(drop)),
      set('arp', guard, rule(drop)),
    ],
    elements: [
      element('filter', 'FROM-VPC', inBy(bridge), goto('LEAVE')),
      element('filter', 'TO-VPC', outBy(bridge), goto('ENTER')),
      element('filter', 'INPUT', inBy(bridge), goto('TO-HOST')),
      element('filter', 'OUTPUT', outBy(bridge), goto('FROM-HOST')),
      // OUTPUT still sees the interface of before where the host's own packet was led elsewhere (ip_route_me_harder).
      element('filter', 'OUTPUT', marked(segment), ledOut, goto(led)),
      element('filter', 'INGRESS', outBy(bridge), jump(ingress)),
      // From behind another bridge one does not get in by a port of the host.
      element('nat', 'LED', inBy(bridge), goto(forwards)),
      // So that answers come back by the router, also to 127.0.0.1.
      element('nat', 'POSTROUTING', outBy(bridge), fromHost, forwarded, masquerade),
      element('nat', 'POSTROUTING', outBy(bridge), jump(selves)),
      element('mangle', 'MARKS', ofMark(segment), restoreMark),
      element('mangle', 'OWNERS-OUT', outBy(bridge), ofMark(segment), accept),
      element('mangle', 'TO-VPC', outBy(bridge), goto('SAID')),
      element('mangle', 'SERVED', outBy(bridge), ofMark(segment), answeredBy(gateway), accept),
      element('mangle', 'LOST', ofMark(segment), drop),
      element('mangle', 'LOST', outBy(bridge), drop),
      element('filter', 'OWNERS-IN', inBy(bridge), ofMark(segment), accept),
      element('filter', 'OWNERS-OUT', outBy(bridge), ofMark(segment), accept),
      element('filter', 'FORWARDED', outBy(bridge), ofMark(segment), goto('GROUPS')),
      element('filter', 'GATEWAYS', to(gateway), inBy(bridge), accept),
      // Only the original direction: a masqueraded reply comes by the uplink, which is in no zone.
      element('raw', 'ZONES', inBy(bridge), originalZone(segment)),
      element('mangle', 'MARKERS', inBy(bridge), jump(marking)),
      element('filter', 'MARKERS', outBy(bridge), jump(marking)),
      element('filter', 'BOUNDARY', inBy(bridge), outBy(bridge), goto('GROUPS')),
      element('raw', 'GUARDS', inBy(bridge), jump(guard)),
      element('arp', 'INPUT', inBy(bridge), jump(guard)),
      element('arp', 'INPUT', inBy(bridge), markArp(segment)),
    ],
  });
}
