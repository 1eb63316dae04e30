import { type Hairpin, hairpinOf } from '@vpcctl/sdk';
import {
  accept,
  answeredWithin,
  drop,
  element,
  fragment,
  goto,
  inBy,
  jump,
  mark,
  marked,
  ofMark,
  openedWithin,
  outBy,
  type RulesetFragment,
  restoreMark,
  setOf,
  tracked,
} from '../ruleset/objects.js';

const forwarded = tracked({ state: 'DNAT' });

/** What a VPC's own forwards lead back into it: by a way of its own, and under the same policy. */
export function hairpinRules(hairpin: Hairpin['attributes']): RulesetFragment {
  const { bridge, segment, network, ports } = hairpin;
  const own = hairpinOf(hairpin);
  const led = tracked({ state: 'DNAT', direction: 'ORIGINAL' });
  // The answers of a machine that was led to itself, which are for the gateway until NAT looks at them.
  const answers = tracked({ state: 'SNAT', direction: 'REPLY' });
  return fragment({
    elements: [
      element('mangle', 'HAIRPINS', inBy(bridge), led, answeredWithin(network), mark(own)),
      element(
        'mangle',
        'HAIRPINS',
        inBy(bridge),
        forwarded,
        answers,
        openedWithin(network),
        mark(own),
      ),
      element('mangle', 'FORWARD', marked(own), restoreMark),
      ...ports.flatMap((port) => [
        element('filter', 'BOUNDARY', inBy(bridge), outBy(port), goto('GROUPS')),
        element('filter', 'OWNERS-OUT', outBy(port), ofMark(segment), accept),
        element('filter', 'INGRESS', outBy(port), jump(setOf(bridge, 'INGRESS'))),
        element('filter', 'TO-VPC', outBy(port), drop),
        // By a port itself the host would get past the policy.
        element('filter', 'OUTPUT', outBy(port), drop),
        element('nat', 'POSTROUTING', outBy(port), jump(setOf(bridge, 'SELVES'))),
      ]),
    ],
  });
}
