import type { VpcBoundary } from '@vpcctl/sdk';
import { ADDRESS_TYPES } from '../ruleset/addresses.js';
import { iif, source } from '../ruleset/matches.js';
import {
  accept,
  assign,
  chain,
  count,
  ct,
  deny,
  dynamicSet,
  element,
  equal,
  flagged,
  fragment,
  goto,
  jump,
  meta,
  moreThan,
  moreThanEach,
  type RulesetFragment,
  rule,
  snat,
} from '../ruleset/objects.js';

/** A VPC's own conntrack zone and mark, its inner traffic, and ping to its gateway. */
export function vpcBoundaryRules({
  vpc,
  bridge,
  segment,
  gateways,
  share,
}: VpcBoundary['attributes']): RulesetFragment {
  const zoning = `zone/${vpc}`;
  const marking = `mark/${vpc}`;
  const shares = `share/${vpc}`;
  const translation = `gateway-snat/${vpc}`;
  // An element keeps the count with which it was made, so another limit needs another set.
  const counts = `${shares}/${share.perWorkload}`;
  const ownCounters = shareCounters(vpc);
  const mark = assign(meta('mark'), segment);
  const marks = 'select the routing table of the VPC';
  return fragment({
    counters: Object.values(ownCounters).map((name) => ({ family: 'inet', name })),
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
      chain(
        'inet',
        shares,
        rule(
          'drop connections beyond the share of the workload that opens them',
          equal(iif, bridge),
          moreThanEach(share.perWorkload, source, counts),
          count(ownCounters.workload),
          ...deny('workload-share'),
        ),
        rule(
          'drop connections beyond the share of the VPC',
          moreThan(share.connections),
          count(ownCounters.vpc),
          ...deny('vpc-share'),
        ),
        rule('accept connections within the share', accept),
      ),
      chain(
        'inet',
        translation,
        ...gateways.map((each) => rule('make the workload reply to the gateway', snat(each))),
      ),
    ],
    sets: [dynamicSet('inet', counts, ADDRESS_TYPES.ipv4)],
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
      element('inet', 'shares', [bridge], goto(shares)),
      element('inet', 'gateway-snat', [bridge], jump(translation)),
      element('inet', 'boundary', [bridge, bridge], goto('vpc-policy')),
    ],
  });
}

/** The counters of what the shares of a VPC deny. */
export const shareCounters = (
  vpc: string,
): { readonly workload: string; readonly vpc: string } => ({
  workload: `share/${vpc}/workload`,
  vpc: `share/${vpc}/vpc`,
});
