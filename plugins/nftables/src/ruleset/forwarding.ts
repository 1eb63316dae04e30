/** Chains for what is routed from a VPC, to a VPC, or between two VPCs. */
import type { Json } from '@vpcctl/sdk';
import {
  destination,
  forwarded,
  fromHost,
  fromVpc,
  iif,
  isNew,
  isOriginal,
  isReply,
  known,
  notIPv4,
  oif,
  opening,
  originalDestination,
  replyDestination,
  source,
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
  equal,
  flagged,
  goto,
  hook,
  masquerade,
  type RulePart,
  rule,
  unequal,
} from './objects.js';

/**
 * Connections, then the sender's egress policy, then the policy of the receiver behind `bridge`.
 */
const policyRules = (bridge: Json): RulePart[] => [
  rule('drop everything but IPv4', notIPv4, ...deny('not-ipv4')),
  rule('accept packets of connections that were allowed', isOriginal, known, accept),
  // The reply tuples of all VPCs share zone 0.
  rule(
    'accept replies only in the VPC that the connection came from',
    isReply,
    known,
    equal(concat(bridge, ct('mark')), '@bridge-marks'),
    accept,
  ),
  // None is untracked: whatever another program says, `set-zone` gives it a zone, and so conntrack.
  rule(
    'drop packets that fit no connection',
    flagged(ct('state'), 'invalid'),
    ...deny('no-connection'),
  ),
  // nf_conntrack_tcp_loose would do it, whichever side speaks first.
  rule(
    'do not pick up TCP connections in the middle',
    isNew,
    unequal(opening, 'syn'),
    ...deny('no-connection'),
  ),
  rule('apply the egress policy of the sender', dispatch(concat(iif, source), 'egress')),
  rule(
    'apply the ingress policy of the receiver',
    dispatch(concat(bridge, destination), 'ingress'),
  ),
  // An ARP request for it would wait in a table that all namespaces of the host share.
  rule(
    'drop packets to addresses that no workload has',
    toVpc,
    unequal(concat(oif, destination, destination), '@workload-addresses'),
    ...deny('no-workload'),
  ),
  rule('accept what both policies allow, within the share of the VPC', goto('count-connection')),
];

export const FORWARDING: readonly ChainPart[] = [
  chain('inet', 'vpc-policy', ...policyRules(oif)),
  // First packets alone come here, before conntrack takes the connection up. That of a workload
  // counts for its own VPC, also where it goes to a peer.
  chain(
    'inet',
    'count-connection',
    rule('count a connection of a workload', dispatch(iif, 'shares')),
    rule('count a connection from outside', dispatch(oif, 'shares')),
    rule('accept a connection of no VPC', accept),
  ),
  // A hairpin packet leaves by the workload's port, which is behind the bridge it came in by.
  chain('inet', 'hairpin-policy', ...policyRules(iif)),
  chain(
    'inet',
    'from-vpc',
    rule('drop everything but IPv4', notIPv4, ...deny('not-ipv4')),
    rule(
      'accept replies of connections that a port forward let in',
      isReply,
      known,
      forwarded,
      equal(concat(iif, ct('mark')), '@bridge-marks'),
      accept,
    ),
    rule(
      'let public subnets reach the internet by the uplink',
      equal(concat(iif, oif, source), '@masqueraded'),
      goto('vpc-policy'),
    ),
    rule(
      'let public subnets reach the internet by any uplink of the host',
      equal(oif, '@uplinks'),
      equal(concat(iif, source), '@masqueraded-by-any'),
      goto('vpc-policy'),
    ),
    rule('drop everything else that leaves a VPC', ...deny('boundary')),
  ),
  chain(
    'inet',
    'to-vpc',
    rule('drop everything but IPv4', notIPv4, ...deny('not-ipv4')),
    // Replies to such a packet would go to that workload.
    rule(
      'drop packets from outside that claim the address of a workload',
      equal(concat(oif, source, source), '@workload-addresses'),
      ...deny('forged-source'),
    ),
    rule(
      'accept only replies to masqueraded connections',
      isReply,
      known,
      flagged(ct('status'), 'snat'),
      equal(concat(oif, iif, destination), '@masqueraded'),
      // NAT also calls a change of the port alone `snat`: only the address tells.
      unequal(concat(oif, iif, replyDestination), '@masqueraded'),
      accept,
    ),
    rule(
      'accept only replies to connections that were masqueraded by any uplink',
      isReply,
      known,
      flagged(ct('status'), 'snat'),
      equal(iif, '@uplinks'),
      equal(concat(oif, destination), '@masqueraded-by-any'),
      unequal(concat(oif, replyDestination), '@masqueraded-by-any'),
      accept,
    ),
    // Likewise, `dnat` alone is no proof. Port forwards set the mark of their VPC.
    rule(
      'let in connections that a port forward marked for this VPC',
      isOriginal,
      forwarded,
      equal(concat(oif, ct('mark')), '@bridge-marks'),
      goto('vpc-policy'),
    ),
    rule(
      'let in connections that the DNAT of another program redirected',
      isOriginal,
      forwarded,
      unequal(concat(oif, originalDestination, originalDestination), '@workload-addresses'),
      goto('vpc-policy'),
    ),
    rule('drop everything else that enters a VPC', ...deny('boundary')),
  ),
  hook(
    'inet',
    'forward',
    { hook: 'forward', prio: 0 },
    // The policy accepts these packets, too. One lookup is cheaper, and holds them to their VPC.
    rule(
      'accept packets of allowed connections inside a VPC',
      known,
      equal(concat(ct('direction'), iif, oif, ct('mark')), '@inner-connections'),
      accept,
    ),
    rule('allow traffic inside a VPC and to its peers', dispatch(concat(iif, oif), 'boundary')),
    rule('check packets that leave a VPC', fromVpc, goto('from-vpc')),
    rule('check packets that enter a VPC', toVpc, goto('to-vpc')),
    rule('let only hairpin packets use the port of a workload', toPort, ...deny('astray')),
  ),
  hook(
    'inet',
    'source-nat',
    { type: 'nat', hook: 'postrouting', prio: 100 },
    rule(
      'hide public subnets behind the address of the uplink',
      equal(concat(iif, oif, source), '@masqueraded'),
      masquerade,
    ),
    rule(
      'hide public subnets behind the address of the uplink that the host uses',
      equal(oif, '@uplinks'),
      equal(concat(iif, source), '@masqueraded-by-any'),
      masquerade,
    ),
    rule(
      'answer a workload that reached itself by a port forward through the router',
      equal(concat(oif, source, destination), '@workload-addresses'),
      dispatch(oif, 'gateway-snat'),
    ),
    rule(
      'give such a hairpin connection the gateway as its source',
      toPort,
      equal(concat(iif, source, destination), '@workload-addresses'),
      dispatch(iif, 'gateway-snat'),
    ),
    rule(
      'let replies to forwarded connections of the host itself come back',
      toVpc,
      forwarded,
      fromHost,
      // The kernel ends a masqueraded connection where its router is down for a moment.
      dispatch(oif, 'gateway-snat'),
    ),
  ),
];
