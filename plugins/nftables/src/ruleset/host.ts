/** Chains for what is sent from a VPC to the host itself, or from the host to a VPC. */
import {
  destination,
  forwarded,
  fromHost,
  fromVpc,
  iif,
  isError,
  isOriginal,
  isReply,
  known,
  notIPv4,
  ofVpc,
  oif,
  replySource,
  service,
  serviceRequest,
  source,
  toGateway,
  toPort,
  toVpc,
} from './matches.js';
import {
  accept,
  type ChainPart,
  chain,
  concat,
  ct,
  deny,
  dispatch,
  drop,
  equal,
  goto,
  hook,
  payload,
  rule,
  unequal,
} from './objects.js';

export const HOST: readonly ChainPart[] = [
  chain(
    'inet',
    'to-host',
    rule('drop everything but IPv4', notIPv4, ...deny('not-ipv4')),
    rule(
      'accept replies to connections of the host, from the VPC they went to',
      isReply,
      known,
      equal(concat(iif, ct('mark')), '@bridge-marks'),
      accept,
    ),
    rule(
      'accept requests to host services that are open to the workload',
      isOriginal,
      forwarded,
      toGateway,
      equal(serviceRequest, '@open-services'),
      goto('count-connection'),
    ),
    rule('apply the egress policy of the sender', dispatch(concat(iif, source), 'egress')),
    rule(
      'let workloads ping their gateway',
      equal(payload('icmp', 'type'), 'echo-request'),
      toGateway,
      goto('count-connection'),
    ),
    rule('drop everything else from a VPC to the host', ...deny('host')),
  ),
  chain(
    'inet',
    'from-host',
    rule('drop everything but IPv4', notIPv4, ...deny('not-ipv4')),
    // The kernel makes them of traffic between neighbours. Nobody sent them, so none is denied.
    rule('send no ICMP redirects into a VPC', equal(payload('icmp', 'type'), 'redirect'), drop),
    rule(
      'mark connections of the host, so that only their VPC may reply',
      dispatch(oif, 'mark-by-bridge'),
    ),
    rule('accept packets of known connections', known, accept),
    rule('apply the ingress policy of the receiver', dispatch(concat(oif, destination), 'ingress')),
    rule('accept what the policy allows', accept),
  ),
  // An error goes to the sender that a packet names. Only its connection can prove that sender.
  chain(
    'inet',
    'icmp-errors',
    // Connections to a host service are exempt: their first packet did arrive at the gateway.
    rule(
      'drop errors about replies on DNATed connections: the client address may be spoofed',
      isReply,
      forwarded,
      unequal(concat(oif, replySource), '@gateways'),
      ...deny('icmp-error'),
    ),
    rule(
      'accept errors about replies in the VPC of their connection',
      isReply,
      known,
      equal(concat(oif, ct('mark')), '@bridge-marks'),
      accept,
    ),
    rule('accept errors about forwarded connections', isOriginal, known, forwarded, accept),
    rule('drop errors to an unproven sender', ...deny('icmp-error')),
  ),
  hook(
    'inet',
    'input',
    { hook: 'input', prio: 0 },
    rule('check packets from a VPC to the host', fromVpc, goto('to-host')),
    rule(
      'keep the ports where services listen closed to everyone outside their VPC',
      equal(concat(destination, ...service), '@service-listeners'),
      ...deny('host'),
    ),
  ),
  hook(
    'inet',
    'output',
    { hook: 'output', prio: 0 },
    rule('check packets from the host to a VPC', toVpc, goto('from-host')),
    rule(
      'stop the host from bypassing the policy by the port of a workload',
      toPort,
      ...deny('astray'),
    ),
  ),
  // After DNAT of the host's own packet, output still sees the old interface (ip_route_me_harder).
  hook(
    'inet',
    'outgoing',
    { hook: 'postrouting', prio: 0 },
    // Cheap tests come first: an established packet meets one lookup here, or none.
    rule('check ICMP errors of the host to a VPC', isError, toVpc, fromHost, goto('icmp-errors')),
    rule(
      'apply the policy to forwarded connections of the host itself',
      isOriginal,
      forwarded,
      toVpc,
      fromHost,
      goto('from-host'),
    ),
    // While the routes of a VPC are gone, a twin with the same addresses has the next best one.
    rule(
      'drop requests to a VPC, from outside or the host, that would leave by another router',
      isOriginal,
      unequal(iif, '@bridges'),
      ofVpc,
      unequal(concat(oif, ct('mark')), '@bridge-marks'),
      ...deny('astray'),
    ),
    rule('let requests go: the forward and output chains have checked them', isOriginal, accept),
    rule(
      'accept replies that leave by the router of their VPC',
      equal(concat(oif, ct('mark')), '@bridge-marks'),
      accept,
    ),
    // A port forward replies to clients anywhere.
    rule('accept replies of forwarded connections', isReply, forwarded, accept),
    // Also while routes come and go.
    rule(
      'drop replies of a VPC that would leave by another router',
      isReply,
      ofVpc,
      ...deny('astray'),
    ),
    rule(
      'drop replies of other connections that would enter a VPC',
      isReply,
      toVpc,
      ...deny('boundary'),
    ),
  ),
];
