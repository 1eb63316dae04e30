import type { HostService } from '@vpcctl/sdk';
import {
  deny,
  dnat,
  element,
  fragment,
  from,
  goto,
  inBy,
  jump,
  type RulesetFragment,
  to,
} from '../ruleset/objects.js';
import { portMatch } from '../ruleset/ports.js';

/** Sends these workloads' connections to a gateway port to the port where the service listens. */
export function hostServiceRules(service: HostService['attributes']): RulesetFragment {
  const { bridge, gateway, addresses, protocol, port, listener } = service;
  const requested = portMatch(protocol, { from: port, to: port });
  const listening = portMatch(protocol, { from: listener, to: listener });
  return fragment({
    elements: [
      ...addresses.flatMap((address) => {
        const way = [from(address), to(gateway), inBy(bridge)];
        return [
          element(
            'mangle',
            'SERVICE-EGRESS',
            'apply the egress policy of the sender to the port of the service',
            [...way, requested, jump('EGRESS')],
          ),
          element(
            'nat',
            'SERVICE-PORTS',
            'send the request to the port where the service listens',
            [...way, requested, dnat(`${gateway}:${listener}`)],
          ),
          element('filter', 'OPEN-SERVICES', 'let the workload use the service', [
            ...way,
            listening,
            goto('COUNT-CONNECTION'),
          ]),
        ];
      }),
      element(
        'filter',
        'SERVICE-LISTENERS',
        'keep the port where the service listens closed to everyone outside its VPC',
        [to(gateway), listening, deny('host')],
      ),
    ],
  });
}
