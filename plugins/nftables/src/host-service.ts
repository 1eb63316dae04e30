import type { HostService } from '@vpcctl/sdk';
import { chain, dnat, element, equal, jump, meta, type Parts, parts, rule } from './objects.js';

/** Connections of these machines to a port of their gateway go to the port of the host where the service listens. */
export function serviceParts(service: HostService['attributes']): Parts {
  const { bridge, gateway, addresses, protocol, port, listener } = service;
  const name = `service/${service.name}`;
  return parts({
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
