import type { Router } from '@vpcctl/sdk';
import {
  assign,
  chain,
  ct,
  element,
  flagged,
  goto,
  jump,
  meta,
  type Parts,
  parts,
  rule,
} from '../ruleset/objects.js';

/** A VPC's own conntrack zone and mark, its inner traffic, and echo to its gateway. */
export function routerParts({ vpc, bridge, zone, gateway }: Router['attributes']): Parts {
  const zoning = `zone/${vpc}`;
  const marking = `mark/${vpc}`;
  const mark = assign(meta('mark'), zone);
  return parts({
    chains: [
      // Only the original direction: a masqueraded reply comes by the uplink, which is in no zone.
      chain('inet', zoning, rule(assign({ ct: { key: 'zone', dir: 'original' } }, zone))),
      chain(
        'inet',
        marking,
        rule(mark),
        rule(flagged(ct('state'), 'new'), assign(ct('mark'), zone)),
      ),
      chain('arp', marking, rule(mark)),
    ],
    elements: [
      element('inet', 'bridges', [bridge]),
      element('inet', 'marks', [zone]),
      element('inet', 'owners', [bridge, zone]),
      element('inet', 'gateways', [bridge, gateway]),
      element('inet', 'zones', [bridge], jump(zoning)),
      element('inet', 'markers', [bridge], jump(marking)),
      element('arp', 'markers', [bridge], jump(marking)),
      element('inet', 'boundary', [bridge, bridge], goto('groups')),
    ],
  });
}
