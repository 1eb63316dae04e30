import { filter } from '@vpcctl/sdk/conformance';
import { describe, expect, test } from 'vitest';
import { created } from '../../../support/plugins/legacy-lines.js';

describe('the host commands for a resource', () => {
  test('packet-filter', () => {
    expect(created(filter)).toMatchInlineSnapshot(`
      "
      filter: iptables-legacy-restore --noflush --wait 10
      *raw
      -N VPCCTL-ZONE-BY-BRIDGE
      -N VPCCTL-DENIED
      -N VPCCTL-SOURCE-GUARD
      -N VPCCTL-PREROUTING
      -N VPCCTL-OUTPUT
      -N VPCCTL-DENIED-SOURCE-GUARD
      -A VPCCTL-DENIED -m comment --comment "drop what is denied" -j DROP
      -A VPCCTL-PREROUTING -m comment --comment "check the source of packets from workloads" -j VPCCTL-SOURCE-GUARD
      -A VPCCTL-PREROUTING -m comment --comment "give each VPC a conntrack zone of its own" -j VPCCTL-ZONE-BY-BRIDGE
      -A VPCCTL-OUTPUT -p icmp -m icmp --icmp-type 3/2 -m comment --comment "track errors that nobody listens, which have lost their connection" -j RETURN
      -A VPCCTL-OUTPUT -p icmp -m icmp --icmp-type 3/3 -m comment --comment "track errors that nobody listens, which have lost their connection" -j RETURN
      -A VPCCTL-OUTPUT -p icmp -m icmp --icmp-type 3 -m comment --comment "keep errors about untracked packets apart from the connections of all VPCs" -j CT --notrack
      -A VPCCTL-OUTPUT -p icmp -m icmp --icmp-type 5 -m comment --comment "keep errors about untracked packets apart from the connections of all VPCs" -j CT --notrack
      -A VPCCTL-OUTPUT -p icmp -m icmp --icmp-type 11 -m comment --comment "keep errors about untracked packets apart from the connections of all VPCs" -j CT --notrack
      -A VPCCTL-OUTPUT -p icmp -m icmp --icmp-type 12 -m comment --comment "keep errors about untracked packets apart from the connections of all VPCs" -j CT --notrack
      -A VPCCTL-DENIED-SOURCE-GUARD -m comment --comment "say why the packet is dropped" -j MARK --set-xmark 0xa/0xffffffff
      -A VPCCTL-DENIED-SOURCE-GUARD -m comment --comment "drop what is denied" -g VPCCTL-DENIED
      -I PREROUTING -m comment --comment "let vpcctl handle the packets of VPCs first" -j VPCCTL-PREROUTING
      -I OUTPUT -m comment --comment "let vpcctl handle the packets of VPCs first" -j VPCCTL-OUTPUT
      COMMIT
      *mangle
      -N VPCCTL-MARKS
      -N VPCCTL-BRIDGE-MARKS-OUT
      -N VPCCTL-TO-BRIDGES
      -N VPCCTL-SERVICE-ERRORS
      -N VPCCTL-MISROUTED
      -N VPCCTL-ASTRAY
      -N VPCCTL-HAIRPIN-MARK
      -N VPCCTL-FORWARD
      -N VPCCTL-ANSWERS
      -N VPCCTL-MARK-BY-BRIDGE
      -N VPCCTL-SERVICE-EGRESS
      -N VPCCTL-EGRESS
      -N VPCCTL-DENIED
      -N VPCCTL-PREROUTING
      -N VPCCTL-ANSWERED
      -N VPCCTL-OUTPUT
      -N VPCCTL-ICMP-ERRORS
      -N VPCCTL-POSTROUTING
      -N VPCCTL-DENIED-ASTRAY
      -N VPCCTL-DENIED-BOUNDARY
      -N VPCCTL-DENIED-ICMP-ERROR
      -N VPCCTL-DENIED-EGRESS-RULE
      -N VPCCTL-DENIED-EGRESS-DEFAULT
      -A VPCCTL-SERVICE-ERRORS -m comment --comment "drop errors about replies on DNATed connections: the client address may be spoofed" -g VPCCTL-DENIED-ICMP-ERROR
      -A VPCCTL-FORWARD -m comment --comment "give routed answers the mark of their VPC again" -j VPCCTL-ANSWERED
      -A VPCCTL-DENIED -m comment --comment "drop what is denied" -j DROP
      -A VPCCTL-PREROUTING -m conntrack --ctdir REPLY -m comment --comment "route replies from outside to the VPC of their connection" -j VPCCTL-MARKS
      -A VPCCTL-PREROUTING -m conntrack --ctstate DNAT -m comment --comment "route later packets of forwarded connections to their VPC" -j VPCCTL-MARKS
      -A VPCCTL-PREROUTING -m comment --comment "mark packets from a bridge with the number of its VPC" -j VPCCTL-MARK-BY-BRIDGE
      -A VPCCTL-PREROUTING -m comment --comment "mark later packets of hairpin connections for their own routing table" -j VPCCTL-HAIRPIN-MARK
      -A VPCCTL-PREROUTING -m comment --comment "apply the egress policy of the sender to the port of the service" -j VPCCTL-SERVICE-EGRESS
      -A VPCCTL-ANSWERED -m mark --mark 0x70000000/0xf0000000 -m comment --comment "drop the bits by which the answer found its uplink" -j MARK --set-xmark 0x0/0xffff0000
      -A VPCCTL-OUTPUT -m conntrack --ctdir REPLY -m comment --comment "route replies of the host to the VPC of their connection" -j VPCCTL-MARKS
      -A VPCCTL-OUTPUT -m conntrack --ctstate DNAT -m comment --comment "route forwarded connections of the host itself to their VPC" -j VPCCTL-MARKS
      -A VPCCTL-ICMP-ERRORS -m conntrack --ctstate DNAT --ctdir REPLY -m comment --comment "let errors about replies on DNATed connections through only from host services" -g VPCCTL-SERVICE-ERRORS
      -A VPCCTL-ICMP-ERRORS -m conntrack --ctstate RELATED,ESTABLISHED --ctdir REPLY -m comment --comment "accept errors about replies in the VPC of their connection" -j VPCCTL-BRIDGE-MARKS-OUT
      -A VPCCTL-ICMP-ERRORS -m conntrack --ctstate RELATED,ESTABLISHED --ctdir ORIGINAL -m conntrack --ctstate DNAT -m comment --comment "accept errors about forwarded connections" -j ACCEPT
      -A VPCCTL-ICMP-ERRORS -m comment --comment "drop errors to an unproven sender" -g VPCCTL-DENIED-ICMP-ERROR
      -A VPCCTL-POSTROUTING -p icmp -m icmp --icmp-type 3 -m addrtype --src-type LOCAL -m comment --comment "check ICMP errors of the host to a VPC" -j VPCCTL-TO-BRIDGES
      -A VPCCTL-POSTROUTING -p icmp -m icmp --icmp-type 5 -m addrtype --src-type LOCAL -m comment --comment "check ICMP errors of the host to a VPC" -j VPCCTL-TO-BRIDGES
      -A VPCCTL-POSTROUTING -p icmp -m icmp --icmp-type 11 -m addrtype --src-type LOCAL -m comment --comment "check ICMP errors of the host to a VPC" -j VPCCTL-TO-BRIDGES
      -A VPCCTL-POSTROUTING -p icmp -m icmp --icmp-type 12 -m addrtype --src-type LOCAL -m comment --comment "check ICMP errors of the host to a VPC" -j VPCCTL-TO-BRIDGES
      -A VPCCTL-POSTROUTING -m conntrack --ctdir ORIGINAL -m addrtype --src-type LOCAL -m comment --comment "accept requests of the host that leave by the router of their VPC" -j VPCCTL-BRIDGE-MARKS-OUT
      -A VPCCTL-POSTROUTING -m conntrack --ctdir ORIGINAL -m addrtype --src-type LOCAL -m comment --comment "drop requests of the host to a VPC that would leave by another router" -j VPCCTL-ASTRAY
      -A VPCCTL-POSTROUTING -m conntrack --ctstate DNAT --ctdir REPLY -m comment --comment "accept replies of forwarded connections" -j RETURN
      -A VPCCTL-POSTROUTING -m conntrack --ctdir REPLY -m comment --comment "accept replies that leave by the router of their VPC" -j VPCCTL-BRIDGE-MARKS-OUT
      -A VPCCTL-POSTROUTING -m conntrack --ctdir REPLY -m comment --comment "drop replies of or to a VPC that leave by another router" -j VPCCTL-MISROUTED
      -A VPCCTL-DENIED-ASTRAY -m comment --comment "say why the packet is dropped" -j MARK --set-xmark 0xe/0xffffffff
      -A VPCCTL-DENIED-ASTRAY -m comment --comment "drop what is denied" -g VPCCTL-DENIED
      -A VPCCTL-DENIED-BOUNDARY -m comment --comment "say why the packet is dropped" -j MARK --set-xmark 0x5/0xffffffff
      -A VPCCTL-DENIED-BOUNDARY -m comment --comment "drop what is denied" -g VPCCTL-DENIED
      -A VPCCTL-DENIED-ICMP-ERROR -m comment --comment "say why the packet is dropped" -j MARK --set-xmark 0xf/0xffffffff
      -A VPCCTL-DENIED-ICMP-ERROR -m comment --comment "drop what is denied" -g VPCCTL-DENIED
      -A VPCCTL-DENIED-EGRESS-RULE -m comment --comment "drop what is denied" -g VPCCTL-DENIED
      -A VPCCTL-DENIED-EGRESS-DEFAULT -m comment --comment "drop what is denied" -g VPCCTL-DENIED
      -I PREROUTING -m comment --comment "let vpcctl handle the packets of VPCs first" -j VPCCTL-PREROUTING
      -I OUTPUT -m comment --comment "let vpcctl handle the packets of VPCs first" -j VPCCTL-OUTPUT
      -I FORWARD -m comment --comment "let vpcctl handle the packets of VPCs first" -j VPCCTL-FORWARD
      -I POSTROUTING -m comment --comment "let vpcctl handle the packets of VPCs first" -j VPCCTL-POSTROUTING
      COMMIT
      *nat
      -N VPCCTL-TO-UPLINKS
      -N VPCCTL-POSTROUTING
      -N VPCCTL-FORWARDS-BY-BRIDGE
      -N VPCCTL-FORWARDED-PORTS
      -N VPCCTL-SERVICE-PORTS
      -N VPCCTL-PREROUTING
      -N VPCCTL-OUTPUT
      -A VPCCTL-FORWARDS-BY-BRIDGE -m comment --comment "forward ports for connections from outside" -j VPCCTL-FORWARDED-PORTS
      -A VPCCTL-PREROUTING -m comment --comment "send requests to a gateway to the port where the service listens" -j VPCCTL-SERVICE-PORTS
      -A VPCCTL-PREROUTING -m comment --comment "forward ports, for each bridge only those of its own VPC" -j VPCCTL-FORWARDS-BY-BRIDGE
      -A VPCCTL-OUTPUT -m comment --comment "forward ports for connections of the host itself" -j VPCCTL-FORWARDED-PORTS
      -I PREROUTING -m comment --comment "let vpcctl handle the packets of VPCs first" -j VPCCTL-PREROUTING
      -I OUTPUT -m comment --comment "let vpcctl handle the packets of VPCs first" -j VPCCTL-OUTPUT
      -I POSTROUTING -m comment --comment "let vpcctl handle the packets of VPCs first" -j VPCCTL-POSTROUTING
      COMMIT
      *filter
      -N VPCCTL-FROM-BRIDGES
      -N VPCCTL-TO-BRIDGES
      -N VPCCTL-ASTRAY
      -N VPCCTL-BRIDGE-MARKS-IN
      -N VPCCTL-BRIDGE-MARKS-OUT
      -N VPCCTL-GATEWAYS
      -N VPCCTL-MARK-BY-BRIDGE
      -N VPCCTL-INNER-CONNECTIONS
      -N VPCCTL-BOUNDARY
      -N VPCCTL-MASQUERADED
      -N VPCCTL-MASQUERADE-REPLIES
      -N VPCCTL-TO-UPLINKS
      -N VPCCTL-FROM-UPLINKS
      -N VPCCTL-FORWARDED
      -N VPCCTL-WORKLOAD-ADDRESSES
      -N VPCCTL-FORGED-SOURCES
      -N VPCCTL-OPEN-SERVICES
      -N VPCCTL-SERVICE-LISTENERS
      -N VPCCTL-WORKLOADS
      -N VPCCTL-SHARES-IN
      -N VPCCTL-SHARES-OUT
      -N VPCCTL-EGRESS
      -N VPCCTL-INGRESS
      -N VPCCTL-DENIED
      -N VPCCTL-INPUT
      -N VPCCTL-OUTPUT
      -N VPCCTL-VPC-POLICY
      -N VPCCTL-COUNT-CONNECTION
      -N VPCCTL-FROM-VPC
      -N VPCCTL-TO-VPC
      -N VPCCTL-FORWARD
      -N VPCCTL-TO-HOST
      -N VPCCTL-FROM-HOST
      -N VPCCTL-DENIED-INGRESS-RULE
      -N VPCCTL-DENIED-EGRESS-RULE
      -N VPCCTL-DENIED-ING~5863f5149c
      -N VPCCTL-DENIED-EGRESS-DEFAULT
      -N VPCCTL-DENIED-BOUNDARY
      -N VPCCTL-DENIED-HOST
      -N VPCCTL-DENIED-NO-WORKLOAD
      -N VPCCTL-DENIED-WORKLOAD-SHARE
      -N VPCCTL-DENIED-VPC-SHARE
      -N VPCCTL-DENIED-FORGED-SOURCE
      -N VPCCTL-DENIED-NO-CONNECTION
      -N VPCCTL-DENIED-ASTRAY
      -A VPCCTL-DENIED -m comment --comment "drop what is denied" -j DROP
      -A VPCCTL-INPUT -m comment --comment "keep the ports where services listen closed to everyone outside their VPC" -j VPCCTL-SERVICE-LISTENERS
      -A VPCCTL-VPC-POLICY -m conntrack --ctstate RELATED,ESTABLISHED --ctdir ORIGINAL -m comment --comment "accept packets of connections that were allowed" -j ACCEPT
      -A VPCCTL-VPC-POLICY -m conntrack --ctstate RELATED,ESTABLISHED --ctdir REPLY -m comment --comment "accept replies only in the VPC that the connection came from" -j VPCCTL-BRIDGE-MARKS-OUT
      -A VPCCTL-VPC-POLICY -m conntrack --ctstate INVALID,UNTRACKED -m comment --comment "drop packets that fit no connection" -g VPCCTL-DENIED-NO-CONNECTION
      -A VPCCTL-VPC-POLICY -p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN -m conntrack --ctstate NEW -m comment --comment "do not pick up TCP connections in the middle" -g VPCCTL-DENIED-NO-CONNECTION
      -A VPCCTL-VPC-POLICY -m comment --comment "apply the egress policy of the sender" -j VPCCTL-EGRESS
      -A VPCCTL-VPC-POLICY -m comment --comment "apply the ingress policy of the receiver" -j VPCCTL-INGRESS
      -A VPCCTL-VPC-POLICY -m comment --comment "drop packets to addresses that no workload has" -j VPCCTL-WORKLOADS
      -A VPCCTL-VPC-POLICY -m comment --comment "accept what both policies allow, within the share of the VPC" -g VPCCTL-COUNT-CONNECTION
      -A VPCCTL-COUNT-CONNECTION -m comment --comment "count a connection of a workload" -j VPCCTL-SHARES-IN
      -A VPCCTL-COUNT-CONNECTION -m comment --comment "count a connection from outside" -j VPCCTL-SHARES-OUT
      -A VPCCTL-COUNT-CONNECTION -m comment --comment "accept a connection of no VPC" -j ACCEPT
      -A VPCCTL-FROM-VPC -m comment --comment "allow traffic inside a VPC and to its peers" -j VPCCTL-BOUNDARY
      -A VPCCTL-FROM-VPC -m conntrack --ctstate RELATED,ESTABLISHED --ctdir REPLY -m conntrack --ctstate DNAT -m comment --comment "accept replies of connections that a port forward let in" -j VPCCTL-BRIDGE-MARKS-IN
      -A VPCCTL-FROM-VPC -m comment --comment "let public subnets reach the internet by the uplink" -j VPCCTL-MASQUERADED
      -A VPCCTL-FROM-VPC -m comment --comment "drop everything else that leaves a VPC" -g VPCCTL-DENIED-BOUNDARY
      -A VPCCTL-TO-VPC -m comment --comment "drop packets from outside that claim the address of a workload" -j VPCCTL-FORGED-SOURCES
      -A VPCCTL-TO-VPC -m conntrack --ctstate RELATED,ESTABLISHED --ctdir REPLY -m conntrack --ctstate SNAT -m comment --comment "accept only replies to masqueraded connections" -j VPCCTL-MASQUERADE-REPLIES
      -A VPCCTL-TO-VPC -m conntrack --ctstate DNAT --ctdir ORIGINAL -m comment --comment "let in connections that a port forward marked for this VPC" -j VPCCTL-FORWARDED
      -A VPCCTL-TO-VPC -m conntrack --ctstate DNAT --ctdir ORIGINAL -m comment --comment "drop connections that a port forward marked for another VPC" -j VPCCTL-ASTRAY
      -A VPCCTL-TO-VPC -m conntrack --ctstate DNAT --ctdir ORIGINAL -m comment --comment "drop connections to the address of a workload, which nothing redirected" -j VPCCTL-WORKLOAD-ADDRESSES
      -A VPCCTL-TO-VPC -m conntrack --ctstate DNAT --ctdir ORIGINAL -m comment --comment "let in connections that the DNAT of another program redirected" -g VPCCTL-VPC-POLICY
      -A VPCCTL-TO-VPC -m comment --comment "drop everything else that enters a VPC" -g VPCCTL-DENIED-BOUNDARY
      -A VPCCTL-FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -m comment --comment "accept packets of allowed connections inside a VPC" -j VPCCTL-INNER-CONNECTIONS
      -A VPCCTL-FORWARD -m comment --comment "check packets that leave a VPC" -j VPCCTL-FROM-BRIDGES
      -A VPCCTL-FORWARD -m comment --comment "check packets that enter a VPC" -j VPCCTL-TO-BRIDGES
      -A VPCCTL-FORWARD -m conntrack --ctstate DNAT --ctdir ORIGINAL -m comment --comment "drop connections that a port forward marked for a VPC, and that would go elsewhere" -j VPCCTL-ASTRAY
      -A VPCCTL-TO-HOST -m conntrack --ctstate RELATED,ESTABLISHED --ctdir REPLY -m comment --comment "accept replies to connections of the host, from the VPC they went to" -j VPCCTL-BRIDGE-MARKS-IN
      -A VPCCTL-TO-HOST -m conntrack --ctstate DNAT --ctdir ORIGINAL -m comment --comment "accept requests to host services that are open to the workload" -j VPCCTL-OPEN-SERVICES
      -A VPCCTL-TO-HOST -m comment --comment "apply the egress policy of the sender" -j VPCCTL-EGRESS
      -A VPCCTL-TO-HOST -p icmp -m icmp --icmp-type 8 -m comment --comment "let workloads ping their gateway" -j VPCCTL-GATEWAYS
      -A VPCCTL-TO-HOST -m comment --comment "drop everything else from a VPC to the host" -g VPCCTL-DENIED-HOST
      -A VPCCTL-FROM-HOST -p icmp -m icmp --icmp-type 5 -m comment --comment "send no ICMP redirects into a VPC" -j DROP
      -A VPCCTL-FROM-HOST -m comment --comment "mark connections of the host, so that only their VPC may reply" -j VPCCTL-MARK-BY-BRIDGE
      -A VPCCTL-FROM-HOST -m conntrack --ctstate RELATED,ESTABLISHED -m comment --comment "leave known connections to the rules of the host" -j RETURN
      -A VPCCTL-FROM-HOST -m comment --comment "apply the ingress policy of the receiver" -j VPCCTL-INGRESS
      -A VPCCTL-DENIED-INGRESS-RULE -m comment --comment "drop what is denied" -g VPCCTL-DENIED
      -A VPCCTL-DENIED-EGRESS-RULE -m comment --comment "drop what is denied" -g VPCCTL-DENIED
      -A VPCCTL-DENIED-ING~5863f5149c -m comment --comment "drop what is denied" -g VPCCTL-DENIED
      -A VPCCTL-DENIED-EGRESS-DEFAULT -m comment --comment "drop what is denied" -g VPCCTL-DENIED
      -A VPCCTL-DENIED-BOUNDARY -m comment --comment "say why the packet is dropped" -j MARK --set-xmark 0x5/0xffffffff
      -A VPCCTL-DENIED-BOUNDARY -m comment --comment "drop what is denied" -g VPCCTL-DENIED
      -A VPCCTL-DENIED-HOST -m comment --comment "say why the packet is dropped" -j MARK --set-xmark 0x6/0xffffffff
      -A VPCCTL-DENIED-HOST -m comment --comment "drop what is denied" -g VPCCTL-DENIED
      -A VPCCTL-DENIED-NO-WORKLOAD -m comment --comment "say why the packet is dropped" -j MARK --set-xmark 0x7/0xffffffff
      -A VPCCTL-DENIED-NO-WORKLOAD -m comment --comment "drop what is denied" -g VPCCTL-DENIED
      -A VPCCTL-DENIED-WORKLOAD-SHARE -m comment --comment "say why the packet is dropped" -j MARK --set-xmark 0x8/0xffffffff
      -A VPCCTL-DENIED-WORKLOAD-SHARE -m comment --comment "drop what is denied" -g VPCCTL-DENIED
      -A VPCCTL-DENIED-VPC-SHARE -m comment --comment "say why the packet is dropped" -j MARK --set-xmark 0x9/0xffffffff
      -A VPCCTL-DENIED-VPC-SHARE -m comment --comment "drop what is denied" -g VPCCTL-DENIED
      -A VPCCTL-DENIED-FORGED-SOURCE -m comment --comment "say why the packet is dropped" -j MARK --set-xmark 0xb/0xffffffff
      -A VPCCTL-DENIED-FORGED-SOURCE -m comment --comment "drop what is denied" -g VPCCTL-DENIED
      -A VPCCTL-DENIED-NO-CONNECTION -m comment --comment "say why the packet is dropped" -j MARK --set-xmark 0xc/0xffffffff
      -A VPCCTL-DENIED-NO-CONNECTION -m comment --comment "drop what is denied" -g VPCCTL-DENIED
      -A VPCCTL-DENIED-ASTRAY -m comment --comment "say why the packet is dropped" -j MARK --set-xmark 0xe/0xffffffff
      -A VPCCTL-DENIED-ASTRAY -m comment --comment "drop what is denied" -g VPCCTL-DENIED
      -I FORWARD -m comment --comment "let vpcctl handle the packets of VPCs first" -j VPCCTL-FORWARD
      -I INPUT -m comment --comment "let vpcctl handle the packets of VPCs first" -j VPCCTL-INPUT
      -I OUTPUT -m comment --comment "let vpcctl handle the packets of VPCs first" -j VPCCTL-OUTPUT
      COMMIT
      filter: arptables-legacy -N VPCCTL-INPUT
      filter: arptables-legacy -I INPUT -j VPCCTL-INPUT
      "
    `);
  });
});
