import { SERVICE_SETS } from '../rules/host-service.js';
import { rangeMap, type SetPart, set, verdictMap } from './objects.js';

/** What the fixed part of the ruleset looks things up in. All that is not fixed is an element here, or a chain it leads to. */
export const SETS: readonly SetPart[] = [
  // The VPCs' routers, and the numbers (zone, mark, routing table) of the VPCs.
  set('inet', 'bridges', 'ifname'),
  set('inet', 'marks', 'mark'),
  set('inet', 'owners', 'ifname', 'mark'),
  set('inet', 'gateways', 'ifname', 'ipv4_addr'),
  verdictMap('inet', 'zones', 'ifname'),
  verdictMap('inet', 'markers', 'ifname'),
  // Who may go where: bridge to bridge, and bridge to uplink by source address.
  verdictMap('inet', 'boundary', 'ifname', 'ifname'),
  set('inet', 'internet', 'ifname', 'ifname', 'ipv4_addr'),
  // The security groups of an address behind a bridge.
  verdictMap('inet', 'egress', 'ifname', 'ipv4_addr'),
  verdictMap('inet', 'ingress', 'ifname', 'ipv4_addr'),
  // Ports of the host that lead into a VPC: of any of its addresses, or of one.
  rangeMap('inet', 'forwards', 'inet_proto', 'inet_service'),
  rangeMap('inet', 'listeners', 'ipv4_addr', 'inet_proto', 'inet_service'),
  ...SERVICE_SETS,
  // A machine twice: as source and as destination.
  set('inet', 'selves', 'ifname', 'ipv4_addr', 'ipv4_addr'),
  // What a forward leads back into its VPC: its mark, and how a machine is answered that was led to itself.
  verdictMap('inet', 'hairpins', 'ifname'),
  verdictMap('inet', 'answered', 'ifname'),
  // The source guard.
  set('inet', 'ports', 'ifname'),
  set('bridge', 'ports', 'ifname'),
  set('bridge', 'sources', 'ifname', 'ether_addr', 'ipv4_addr'),
  verdictMap('arp', 'markers', 'ifname'),
];
