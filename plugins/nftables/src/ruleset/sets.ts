import { ADDRESS_TYPES } from './addresses.js';
import { rangeMap, type SetPart, set, verdictMap } from './objects.js';

const address = ADDRESS_TYPES.ipv4;

/**
 * The sets and maps that the fixed chains look up. A resource adds elements, and chains they lead
 * to.
 */
export const SETS: readonly SetPart[] = [
  // The routers of the VPCs, and the numbers (zone, mark, routing table) of the VPCs.
  set('inet', 'bridges', 'ifname'),
  set('inet', 'marks', 'mark'),
  set('inet', 'bridge-marks', 'ifname', 'mark'),
  set('inet', 'gateways', 'ifname', address),
  // A port of a bridge leads to `drop` here: nothing may arrive by it.
  verdictMap('inet', 'zone-by-interface', 'ifname'),
  verdictMap('inet', 'mark-by-bridge', 'ifname'),
  // The connections inside each VPC, in both directions.
  set('inet', 'inner-connections', 'ct_dir', 'ifname', 'ifname', 'mark'),
  // Allowed paths: bridge to bridge, and bridge to uplink by source address.
  verdictMap('inet', 'boundary', 'ifname', 'ifname'),
  set('inet', 'masqueraded', 'ifname', 'ifname', address),
  // The same for any of the interfaces that the host itself uses.
  set('inet', 'masqueraded-by-any', 'ifname', address),
  set('inet', 'uplinks', 'ifname'),
  // By the address of the host that a client asked: the uplink of the answers.
  verdictMap('inet', 'answers', address),
  // The share that a VPC has of the host's connections.
  verdictMap('inet', 'shares', 'ifname'),
  // The security groups of an address behind a bridge.
  verdictMap('inet', 'egress', 'ifname', address),
  verdictMap('inet', 'ingress', 'ifname', address),
  // Port forwards: ports of all of the host's addresses, or of one.
  rangeMap('inet', 'forwarded-ports', 'inet_proto', 'inet_service'),
  rangeMap('inet', 'forwarded-address-ports', address, 'inet_proto', 'inet_service'),
  // Host services by workload: the port it asks for, the DNAT, and the port after DNAT.
  set('inet', 'service-clients', 'ifname', address, 'inet_proto', 'inet_service'),
  verdictMap('inet', 'service-ports', 'ifname', address, 'inet_proto', 'inet_service'),
  set('inet', 'open-services', 'ifname', address, 'inet_proto', 'inet_service'),
  // The ports where services listen. Nobody but their workloads may reach them.
  set('inet', 'service-listeners', address, 'inet_proto', 'inet_service'),
  // A workload's address twice: as source and as destination.
  set('inet', 'workload-addresses', 'ifname', address, address),
  // Hairpin NAT: the mark.
  verdictMap('inet', 'hairpin-mark', 'ifname'),
  // The source address of forwarded connections whose answers have to come back by the router.
  verdictMap('inet', 'gateway-snat', 'ifname'),
  // The source guard.
  set('inet', 'workload-ports', 'ifname'),
  set('bridge', 'workload-ports', 'ifname'),
  set('bridge', 'allowed-sources', 'ifname', 'ether_addr', address),
  verdictMap('arp', 'mark-by-bridge', 'ifname'),
  // The VPCs whose denied packets are read.
  verdictMap('inet', 'denied-from', 'ifname'),
  verdictMap('inet', 'denied-to', 'ifname'),
  verdictMap('bridge', 'denied-from', 'ifname'),
];
