/** Chains for what is routed from a VPC, to a VPC, or between two VPCs, and for port forwards. */
import {
  forwarded,
  forwardedOriginal,
  known,
  knownOriginal,
  knownReply,
  masqueraded,
} from './matches.js';
import {
  accept,
  type ChainPart,
  chain,
  deny,
  goto,
  jump,
  notOpening,
  rule,
  tracked,
} from './objects.js';

export const FORWARDING: readonly ChainPart[] = [
  chain(
    'filter',
    'VPC-POLICY',
    rule('accept packets of connections that were allowed', [knownOriginal, accept]),
    // The reply tuples of all VPCs share zone 0.
    rule('accept replies only in the VPC that the connection came from', [
      knownReply,
      jump('BRIDGE-MARKS-OUT'),
    ]),
    // What another program leaves untracked would pass by conntrack, which then takes the rest of the
    // connection for invalid.
    rule('drop packets that fit no connection', [
      tracked({ state: 'INVALID,UNTRACKED' }),
      deny('no-connection'),
    ]),
    // nf_conntrack_tcp_loose would do it, whichever side speaks first.
    rule('do not pick up TCP connections in the middle', [
      notOpening,
      tracked({ state: 'NEW' }),
      deny('no-connection'),
    ]),
    rule('apply the egress policy of the sender', [jump('EGRESS')]),
    rule('apply the ingress policy of the receiver', [jump('INGRESS')]),
    // An ARP request for it would wait in a table that all namespaces of the host share.
    rule('drop packets to addresses that no workload has', [jump('WORKLOADS')]),
    rule('accept what both policies allow, within the share of the VPC', [
      goto('COUNT-CONNECTION'),
    ]),
  ),
  // First packets alone come here, before conntrack takes the connection up. That of a workload
  // counts for its own VPC, also where it goes to a peer.
  chain(
    'filter',
    'COUNT-CONNECTION',
    rule('count a connection of a workload', [jump('SHARES-IN')]),
    rule('count a connection from outside', [jump('SHARES-OUT')]),
    rule('accept a connection of no VPC', [accept]),
  ),
  chain(
    'filter',
    'FROM-VPC',
    rule('allow traffic inside a VPC and to its peers', [jump('BOUNDARY')]),
    rule('accept replies of connections that a port forward let in', [
      knownReply,
      forwarded,
      jump('BRIDGE-MARKS-IN'),
    ]),
    rule('let public subnets reach the internet by the uplink', [jump('MASQUERADED')]),
    rule('drop everything else that leaves a VPC', [deny('boundary')]),
  ),
  chain(
    'filter',
    'TO-VPC',
    // Replies to such a packet would go to that workload.
    rule('drop packets from outside that claim the address of a workload', [
      jump('FORGED-SOURCES'),
    ]),
    rule('accept only replies to masqueraded connections', [
      knownReply,
      masqueraded,
      jump('MASQUERADE-REPLIES'),
    ]),
    rule('let in connections that a port forward marked for this VPC', [
      forwardedOriginal,
      jump('FORWARDED'),
    ]),
    // While the routes of a VPC are gone, a twin with the same addresses has the next best one.
    rule('drop connections that a port forward marked for another VPC', [
      forwardedOriginal,
      jump('ASTRAY'),
    ]),
    rule('drop connections to the address of a workload, which nothing redirected', [
      forwardedOriginal,
      jump('WORKLOAD-ADDRESSES'),
    ]),
    rule('let in connections that the DNAT of another program redirected', [
      forwardedOriginal,
      goto('VPC-POLICY'),
    ]),
    rule('drop everything else that enters a VPC', [deny('boundary')]),
  ),
  chain(
    'nat',
    'PREROUTING',
    rule('send requests to a gateway to the port where the service listens', [
      jump('SERVICE-PORTS'),
    ]),
    rule('forward ports, for each bridge only those of its own VPC', [jump('FORWARDS-BY-BRIDGE')]),
  ),
  chain(
    'nat',
    'OUTPUT',
    rule('forward ports for connections of the host itself', [jump('FORWARDED-PORTS')]),
  ),
  chain(
    'filter',
    'FORWARD',
    // The policy accepts these packets, too. This is the shorter way.
    rule('accept packets of allowed connections inside a VPC', [known, jump('INNER-CONNECTIONS')]),
    rule('check packets that leave a VPC', [jump('FROM-BRIDGES')]),
    rule('check packets that enter a VPC', [jump('TO-BRIDGES')]),
    rule('drop connections that a port forward marked for a VPC, and that would go elsewhere', [
      forwardedOriginal,
      jump('ASTRAY'),
    ]),
  ),
];
