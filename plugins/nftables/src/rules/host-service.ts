import type { HostService } from '@vpcctl/sdk';
import {
  chain,
  dnat,
  element,
  equal,
  fragment,
  jump,
  meta,
  type RulesetFragment,
  rule,
  type SetPart,
  set,
  verdictMap,
} from '../ruleset/objects.js';

/**
 * Who may ask which port of the router: before it is led to the service's own port, where to, and after it; and those
 * ports, which are for nobody else.
 */
export const SERVICE_SETS: readonly SetPart[] = [
  set('inet', 'asking', 'ifname', 'ipv4_addr', 'inet_proto', 'inet_service'),
  verdictMap('inet', 'services', 'ifname', 'ipv4_addr', 'inet_proto', 'inet_service'),
  set('inet', 'served', 'ifname', 'ipv4_addr', 'inet_proto', 'inet_service'),
  set('inet', 'reserved', 'ipv4_addr', 'inet_proto', 'inet_service'),
];

/** Connections of these machines to a port of their gateway go to the port of the host where the service listens. */
export function hostServiceRules(service: HostService['attributes']): RulesetFragment {
  const { bridge, gateway, addresses, protocol, port, listener } = service;
  const name = `service/${service.name}`;
  return fragment({
    chains: [chain('inet', name, rule(equal(meta('l4proto'), protocol), dnat(gateway, listener)))],
    elements: [
      ...addresses.flatMap((address) => [
        element('inet', 'asking', [bridge, address, protocol, port]),
        element('inet', 'services', [bridge, address, protocol, port], jump(name)),
        element('inet', 'served', [bridge, address, protocol, listener]),
      ]),
      element('inet', 'reserved', [gateway, protocol, listener]),
    ],
  });
}
