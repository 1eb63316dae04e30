/** Chains for what is sent from a VPC to the host itself, or from the host to a VPC. */
import { forwardedOriginal, known, knownReply } from './matches.js';
import { type ChainPart, chain, deny, drop, goBack, icmp, jump, rule } from './objects.js';

const echoRequest = icmp('8');
const redirect = icmp('5');

export const HOST: readonly ChainPart[] = [
  chain(
    'filter',
    'TO-HOST',
    rule('accept replies to connections of the host, from the VPC they went to', [
      knownReply,
      jump('BRIDGE-MARKS-IN'),
    ]),
    rule('accept requests to host services that are open to the workload', [
      forwardedOriginal,
      jump('OPEN-SERVICES'),
    ]),
    rule('apply the egress policy of the sender', [jump('EGRESS')]),
    rule('let workloads ping their gateway', [echoRequest, jump('GATEWAYS')]),
    rule('drop everything else from a VPC to the host', [deny('host')]),
  ),
  chain(
    'filter',
    'FROM-HOST',
    // The kernel makes them of traffic between neighbours. Nobody sent them, so none is denied.
    rule('send no ICMP redirects into a VPC', [redirect, drop]),
    rule('mark connections of the host, so that only their VPC may reply', [
      jump('MARK-BY-BRIDGE'),
    ]),
    // The host's own rules count for what the host sends.
    rule('leave known connections to the rules of the host', [known, goBack]),
    rule('apply the ingress policy of the receiver', [jump('INGRESS')]),
  ),
];
