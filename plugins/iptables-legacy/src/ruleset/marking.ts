/** Chains that tell which VPC a packet belongs to: its conntrack zone, and its mark. */
import {
  errors,
  forwarded,
  forwardedReply,
  isOriginal,
  isReply,
  knownOriginal,
  knownReply,
} from './matches.js';
import {
  accept,
  type ChainPart,
  chain,
  deny,
  dropAnswerBits,
  fromHost,
  goBack,
  goto,
  icmp,
  jump,
  notrack,
  ofAnswer,
  rule,
} from './objects.js';

/** The mark selects the VPC's routing table. */
export const MARKING: readonly ChainPart[] = [
  // Before conntrack (-200), so that two VPCs may hold the same addresses.
  chain(
    'raw',
    'PREROUTING',
    rule('check the source of packets from workloads', [jump('SOURCE-GUARD')]),
    rule('give each VPC a conntrack zone of its own', [jump('ZONE-BY-BRIDGE')]),
  ),
  chain(
    'mangle',
    'PREROUTING',
    // A bridge's mark comes later, so it wins.
    rule('route replies from outside to the VPC of their connection', [isReply, jump('MARKS')]),
    // The first packet of such a connection is marked where DNAT is decided.
    rule('route later packets of forwarded connections to their VPC', [forwarded, jump('MARKS')]),
    rule('mark packets from a bridge with the number of its VPC', [jump('MARK-BY-BRIDGE')]),
    rule('mark later packets of hairpin connections for their own routing table', [
      jump('HAIRPIN-MARK'),
    ]),
    // Before DNAT, while the packet still has the port that the sender asked for.
    rule('apply the egress policy of the sender to the port of the service', [
      jump('SERVICE-EGRESS'),
    ]),
  ),
  chain(
    'mangle',
    'ANSWERED',
    rule('drop the bits by which the answer found its uplink', [ofAnswer, dropAnswerBits]),
  ),
  // nf_ct_attach gives no connection to an error about a packet that has none.
  chain(
    'raw',
    'OUTPUT',
    // The receiver drops the packet's connection before it sends such an error (__udp4_lib_rcv).
    ...['3/2', '3/3'].map((each) =>
      rule('track errors that nobody listens, which have lost their connection', [
        icmp(each),
        goBack,
      ]),
    ),
    ...errors.map((each) =>
      rule('keep errors about untracked packets apart from the connections of all VPCs', [
        each,
        notrack,
      ]),
    ),
  ),
  // The table looks the route up again when the mark changes (ipt_mangle_out).
  chain(
    'mangle',
    'OUTPUT',
    rule('route replies of the host to the VPC of their connection', [isReply, jump('MARKS')]),
    rule('route forwarded connections of the host itself to their VPC', [forwarded, jump('MARKS')]),
  ),
  // An error goes to the sender that a packet names. Only its connection can prove that sender.
  chain(
    'mangle',
    'ICMP-ERRORS',
    // Connections to a host service are exempt: their first packet did arrive at the gateway.
    rule('let errors about replies on DNATed connections through only from host services', [
      forwardedReply,
      goto('SERVICE-ERRORS'),
    ]),
    rule('accept errors about replies in the VPC of their connection', [
      knownReply,
      jump('BRIDGE-MARKS-OUT'),
    ]),
    rule('accept errors about forwarded connections', [knownOriginal, forwarded, accept]),
    rule('drop errors to an unproven sender', [deny('icmp-error')]),
  ),
  chain(
    'mangle',
    'POSTROUTING',
    ...errors.map((each) =>
      rule('check ICMP errors of the host to a VPC', [each, fromHost, jump('TO-BRIDGES')]),
    ),
    rule('accept requests of the host that leave by the router of their VPC', [
      isOriginal,
      fromHost,
      jump('BRIDGE-MARKS-OUT'),
    ]),
    rule('drop requests of the host to a VPC that would leave by another router', [
      isOriginal,
      fromHost,
      jump('ASTRAY'),
    ]),
    // A port forward replies to clients anywhere.
    rule('accept replies of forwarded connections', [forwardedReply, goBack]),
    // Also while routes come and go.
    rule('accept replies that leave by the router of their VPC', [
      isReply,
      jump('BRIDGE-MARKS-OUT'),
    ]),
    rule('drop replies of or to a VPC that leave by another router', [isReply, jump('MISROUTED')]),
  ),
];
