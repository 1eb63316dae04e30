import { type Hairpin, hairpinOf } from '@vpcctl/sdk';
import { addressMatch } from '../ruleset/addresses.js';
import { isOriginal, isReply, originalSource, replySource } from '../ruleset/matches.js';
import {
  assign,
  chain,
  ct,
  element,
  equal,
  flagged,
  fragment,
  goto,
  jump,
  meta,
  type RulesetFragment,
  rule,
} from '../ruleset/objects.js';

/** Hairpin traffic of a VPC: it has a routing table of its own, and the VPC's policy. */
export function hairpinRules(hairpin: Hairpin['attributes']): RulesetFragment {
  const { vpc, bridge, network, ports } = hairpin;
  const inside = addressMatch([network]);
  const marking = `hairpin-mark/${vpc}`;
  const markHairpin = assign(meta('mark'), hairpinOf(hairpin));
  return fragment({
    chains: [
      chain(
        'inet',
        marking,
        rule(
          'route the connection straight to the workload',
          isOriginal,
          equal(replySource, inside),
          markHairpin,
        ),
        // Such replies are addressed to the gateway until NAT translates them.
        rule(
          'route the replies of a workload that reached itself back to it',
          isReply,
          flagged(ct('status'), 'snat'),
          equal(originalSource, inside),
          markHairpin,
        ),
      ),
    ],
    elements: [
      element('inet', 'hairpin-mark', [bridge], jump(marking)),
      ...ports.map((port) => element('inet', 'boundary', [bridge, port], goto('hairpin-policy'))),
    ],
  });
}
