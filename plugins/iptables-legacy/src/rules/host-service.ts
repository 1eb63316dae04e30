import type { HostService } from '@vpcctl/sdk';
import {
  accept,
  dnat,
  drop,
  element,
  fragment,
  from,
  inBy,
  jump,
  portMatch,
  type RulesetFragment,
  to,
} from '../ruleset/objects.js';

/** Connections of these machines to a port of their gateway go to the port of the host where the service listens. */
export function hostServiceRules(service: HostService['attributes']): RulesetFragment {
  const { bridge, gateway, addresses, protocol, port, listener } = service;
  const asked = portMatch(protocol, { from: port, to: port });
  const listening = portMatch(protocol, { from: listener, to: listener });
  return fragment({
    elements: [
      ...addresses.flatMap((address) => {
        const way = [from(address), to(gateway), inBy(bridge)];
        return [
          element('mangle', 'ASKING', ...way, asked, jump('EGRESS')),
          element('nat', 'SERVICES', ...way, asked, dnat(`${gateway}:${listener}`)),
          element('filter', 'SERVED', ...way, listening, accept),
        ];
      }),
      element('filter', 'RESERVED', to(gateway), listening, drop),
    ],
  });
}
