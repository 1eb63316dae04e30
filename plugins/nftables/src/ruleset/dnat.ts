/**
 * Chains for new connections to ports of the host or a gateway that lead into a VPC or to a
 * service.
 */
import {
  destination,
  iif,
  notIPv4,
  service,
  serviceRequest,
  source,
  toGateway,
  toHost,
} from './matches.js';
import {
  type ChainPart,
  chain,
  concat,
  dispatch,
  equal,
  goBack,
  hook,
  jump,
  rule,
} from './objects.js';

export const DNAT: readonly ChainPart[] = [
  chain(
    'inet',
    'port-forwards',
    rule('forward ports of IPv4 only', notIPv4, goBack),
    rule(
      'forward ports of all host addresses',
      toHost,
      dispatch(concat(...service), 'forwarded-ports'),
    ),
    rule(
      'forward ports of one host address',
      dispatch(concat(destination, ...service), 'forwarded-address-ports'),
    ),
  ),
  hook(
    'inet',
    'dnat-incoming',
    { type: 'nat', hook: 'prerouting', prio: -100 },
    // Before DNAT, while the packet still has the port that the sender asked for.
    rule(
      'apply the egress policy of the sender to the port of the service',
      toGateway,
      equal(serviceRequest, '@service-clients'),
      dispatch(concat(iif, source), 'egress'),
    ),
    rule(
      'send requests to a gateway to the port where the service listens',
      toGateway,
      dispatch(serviceRequest, 'service-ports'),
    ),
    rule('forward ports for connections from outside', jump('port-forwards')),
  ),
  hook(
    'inet',
    'dnat-local',
    { type: 'nat', hook: 'output', prio: -100 },
    rule('forward ports for connections of the host itself', jump('port-forwards')),
  ),
];
