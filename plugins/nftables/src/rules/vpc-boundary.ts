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

/** A VPC's own conntrack zone and mark, its inner traffic, and ping to its gateway. */
export function vpcBoundaryRules({
  vpc,
  bridge,
  segment,
  gateways,
}: VpcBoundary['attributes']): RulesetFragment {
  const zoning = `zone/${vpc}`;
  const marking = `mark/${vpc}`;
  const mark = assign(meta('mark'), segment);
  const marks = 'select the routing table of the VPC';
  return fragment({
    chains: [
      // Only the original direction: a masqueraded reply comes by the uplink, which has no zone.
      chain(
        'inet',
        zoning,
        rule(
          'track connections of the VPC apart from those of other VPCs',
          assign({ ct: { key: 'zone', dir: 'original' } }, segment),
        ),
        rule(marks, mark),
      ),
      chain(
        'inet',
        marking,
        rule(marks, mark),
        rule(
          'remember the VPC of a new connection',
          flagged(ct('state'), 'new'),
          assign(ct('mark'), segment),
        ),
      ),
      chain('arp', marking, rule(marks, mark)),
    ],
    elements: [
      element('inet', 'bridges', [bridge]),
      element('inet', 'marks', [segment]),
      element('inet', 'bridge-marks', [bridge, segment]),
      ...gateways.map((each) => element('inet', 'gateways', [bridge, each])),
      element('inet', 'zone-by-interface', [bridge], jump(zoning)),
      element('inet', 'mark-by-bridge', [bridge], jump(marking)),
      element('arp', 'mark-by-bridge', [bridge], jump(marking)),
      element('inet', 'inner-connections', ['original', bridge, bridge, segment]),
      element('inet', 'inner-connections', ['reply', bridge, bridge, segment]),
      element('inet', 'boundary', [bridge, bridge], goto('vpc-policy')),
    ],
  });
}
