import type { VpcBoundary } from '@vpcctl/sdk';
import {
  assign,
  chain,
  ct,
  element,
  flagged,
  fragment,
  goto,
  jump,
  meta,
  type RulesetFragment,
  rule,
} from '../ruleset/objects.js';

/** A VPC's own conntrack zone and mark, its inner traffic, and echo to its gateway. */
export function vpcBoundaryRules({
  vpc,
  bridge,
  segment,
  gateway,
}: VpcBoundary['attributes']): RulesetFragment {
  const zoning = `zone/${vpc}`;
  const marking = `mark/${vpc}`;
  const mark = assign(meta('mark'), segment);
  return fragment({
    chains: [
      // Only the original direction: a masqueraded reply comes by the uplink, which is in no zone.
      chain('inet', zoning, rule(assign({ ct: { key: 'zone', dir: 'original' } }, segment))),
      chain(
        'inet',
        marking,
        rule(mark),
        rule(flagged(ct('state'), 'new'), assign(ct('mark'), segment)),
      ),
      chain('arp', marking, rule(mark)),
    ],
    elements: [
      element('inet', 'bridges', [bridge]),
      element('inet', 'marks', [segment]),
      element('inet', 'owners', [bridge, segment]),
      element('inet', 'gateways', [bridge, gateway]),
      element('inet', 'zones', [bridge], jump(zoning)),
      element('inet', 'markers', [bridge], jump(marking)),
      element('arp', 'markers', [bridge], jump(marking)),
      element('inet', 'boundary', [bridge, bridge], goto('groups')),
    ],
  });
}
