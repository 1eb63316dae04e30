import { type Hairpin, hairpinOf } from '@vpcctl/sdk';
import { addressMatch } from '../ruleset/addresses.js';
import { answering, isOriginal, isReply, opener } from '../ruleset/matches.js';
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
  snat,
} from '../ruleset/objects.js';

/** What a VPC's own forwards lead back into it: by a way of its own, and under the same policy. */
export function hairpinRules(hairpin: Hairpin['attributes']): RulesetFragment {
  const { vpc, bridge, gateway, network, ports } = hairpin;
  const inside = addressMatch([network]);
  const marking = `hairpin/${vpc}`;
  const answered = `answered/${vpc}`;
  const led = assign(meta('mark'), hairpinOf(hairpin));
  return fragment({
    chains: [
      chain(
        'inet',
        marking,
        rule(isOriginal, equal(answering, inside), led),
        // The answers of a machine that was led to itself, which are for the gateway until NAT looks at them.
        rule(isReply, flagged(ct('status'), 'snat'), equal(opener, inside), led),
      ),
      chain('inet', answered, rule(snat(gateway))),
    ],
    elements: [
      element('inet', 'hairpins', [bridge], jump(marking)),
      element('inet', 'answered', [bridge], jump(answered)),
      ...ports.map((port) => element('inet', 'boundary', [bridge, port], goto('led'))),
    ],
  });
}
