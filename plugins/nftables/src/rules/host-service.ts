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
} from '../ruleset/objects.js';

/** Sends these workloads' connections to a gateway port to the port where the service listens. */
export function hostServiceRules(service: HostService['attributes']): RulesetFragment {
  const { bridge, gateway, addresses, protocol, port, listener } = service;
  const name = `service/${service.name}`;
  return fragment({
    chains: [
      chain(
        'inet',
        name,
        rule(
          'send the request to the port where the service listens',
          equal(meta('l4proto'), protocol),
          dnat(gateway, listener),
        ),
      ),
    ],
    elements: [
      ...addresses.flatMap((address) => [
        element('inet', 'service-clients', [bridge, address, protocol, port]),
        element('inet', 'service-ports', [bridge, address, protocol, port], jump(name)),
        element('inet', 'open-services', [bridge, address, protocol, listener]),
      ]),
      element('inet', 'service-listeners', [gateway, protocol, listener]),
    ],
  });
}
