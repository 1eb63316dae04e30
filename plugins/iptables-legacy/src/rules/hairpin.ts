import { type Hairpin, hairpinOf } from '@vpcctl/sdk';
import { forwarded, forwardedOriginal } from '../ruleset/matches.js';
import {
  accept,
  deny,
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
  repliesFromWithin,
  restoreMark,
  setOf,
  tracked,
} from '../ruleset/objects.js';

// Such replies are addressed to the gateway until NAT translates them.
const toItself = tracked({ state: 'SNAT', direction: 'REPLY' });

/** Hairpin traffic of a VPC: it has a routing table of its own, and the VPC's policy. */
export function hairpinRules(hairpin: Hairpin['attributes']): RulesetFragment {
  const { bridge, segment, network, ports } = hairpin;
  const own = hairpinOf(hairpin);
  return fragment({
    elements: [
      element('mangle', 'HAIRPIN-MARK', 'route the connection straight to the workload', [
        inBy(bridge),
        forwardedOriginal,
        repliesFromWithin(network),
        mark(own),
      ]),
      element(
        'mangle',
        'HAIRPIN-MARK',
        'route the replies of a workload that reached itself back to it',
        [inBy(bridge), forwarded, toItself, openedWithin(network), mark(own)],
      ),
      element('mangle', 'FORWARD', 'give routed hairpin packets the mark of their VPC again', [
        marked(own),
        restoreMark,
      ]),
      ...ports.flatMap((port) => [
        element('filter', 'BOUNDARY', 'let hairpin packets reach the port of the workload', [
          inBy(bridge),
          outBy(port),
          goto('VPC-POLICY'),
        ]),
        element('filter', 'BRIDGE-MARKS-OUT', 'let replies of this VPC reach the workload', [
          outBy(port),
          ofMark(segment),
          accept,
        ]),
        element(
          'filter',
          'INGRESS',
          'apply the ingress policies of the VPC to its hairpin packets',
          [outBy(port), jump(setOf(bridge, 'INGRESS'))],
        ),
        element('filter', 'TO-BRIDGES', 'let only hairpin packets use the port of a workload', [
          outBy(port),
          deny('astray'),
        ]),
        element(
          'filter',
          'OUTPUT',
          'stop the host from bypassing the policy by the port of a workload',
          [outBy(port), deny('astray')],
        ),
        element('nat', 'POSTROUTING', 'translate the source where a workload reached itself', [
          outBy(port),
          jump(setOf(bridge, 'HAIRPINS')),
        ]),
      ]),
    ],
  });
}
