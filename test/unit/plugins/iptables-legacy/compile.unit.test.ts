import { filter, router } from '@vpcctl/sdk/conformance';
import { describe, expect, test } from 'vitest';
import { created, deleted } from '../../../support/plugins/legacy-lines.js';

describe('the host commands for a resource', () => {
  test('packet-filter', () => {
    expect(created(filter)).toMatchInlineSnapshot(`
      "
      filter: iptables-legacy-restore --noflush --wait 10
      *raw
      -N VPCCTL-ZONE-BY-BRIDGE
      -N VPCCTL-SOURCE-GUARD
      -N VPCCTL-PREROUTING
      -N VPCCTL-OUTPUT
      -A VPCCTL-PREROUTING -m comment --comment "check the source of packets from workloads" -j VPCCTL-SOURCE-GUARD
      -A VPCCTL-PREROUTING -m comment --comment "give each VPC a conntrack zone of its own" -j VPCCTL-ZONE-BY-BRIDGE
      -A VPCCTL-OUTPUT -p icmp -m icmp --icmp-type 3/2 -m comment --comment "track errors that nobody listens, which have lost their connection" -j RETURN
      -A VPCCTL-OUTPUT -p icmp -m icmp --icmp-type 3/3 -m comment --comment "track errors that nobody listens, which have lost their connection" -j RETURN
      -A VPCCTL-OUTPUT -p icmp -m icmp --icmp-type 3 -m comment --comment "keep errors about untracked packets apart from the connections of all VPCs" -j CT --notrack
      -A VPCCTL-OUTPUT -p icmp -m icmp --icmp-type 5 -m comment --comment "keep errors about untracked packets apart from the connections of all VPCs" -j CT --notrack
      -A VPCCTL-OUTPUT -p icmp -m icmp --icmp-type 11 -m comment --comment "keep errors about untracked packets apart from the connections of all VPCs" -j CT --notrack
      -A VPCCTL-OUTPUT -p icmp -m icmp --icmp-type 12 -m comment --comment "keep errors about untracked packets apart from the connections of all VPCs" -j CT --notrack
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
      -N VPCCTL-PREROUTING
      -N VPCCTL-ANSWERED
      -N VPCCTL-OUTPUT
      -N VPCCTL-ICMP-ERRORS
      -N VPCCTL-POSTROUTING
      -A VPCCTL-SERVICE-ERRORS -m comment --comment "drop errors about replies on DNATed connections: the client address may be spoofed" -j DROP
      -A VPCCTL-FORWARD -m comment --comment "give routed answers the mark of their VPC again" -j VPCCTL-ANSWERED
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
      -A VPCCTL-ICMP-ERRORS -m comment --comment "drop errors to an unproven sender" -j DROP
      -A VPCCTL-POSTROUTING -p icmp -m icmp --icmp-type 3 -m addrtype --src-type LOCAL -m comment --comment "check ICMP errors of the host to a VPC" -j VPCCTL-TO-BRIDGES
      -A VPCCTL-POSTROUTING -p icmp -m icmp --icmp-type 5 -m addrtype --src-type LOCAL -m comment --comment "check ICMP errors of the host to a VPC" -j VPCCTL-TO-BRIDGES
      -A VPCCTL-POSTROUTING -p icmp -m icmp --icmp-type 11 -m addrtype --src-type LOCAL -m comment --comment "check ICMP errors of the host to a VPC" -j VPCCTL-TO-BRIDGES
      -A VPCCTL-POSTROUTING -p icmp -m icmp --icmp-type 12 -m addrtype --src-type LOCAL -m comment --comment "check ICMP errors of the host to a VPC" -j VPCCTL-TO-BRIDGES
      -A VPCCTL-POSTROUTING -m conntrack --ctdir ORIGINAL -m addrtype --src-type LOCAL -m comment --comment "accept requests of the host that leave by the router of their VPC" -j VPCCTL-BRIDGE-MARKS-OUT
      -A VPCCTL-POSTROUTING -m conntrack --ctdir ORIGINAL -m addrtype --src-type LOCAL -m comment --comment "drop requests of the host to a VPC that would leave by another router" -j VPCCTL-ASTRAY
      -A VPCCTL-POSTROUTING -m conntrack --ctstate DNAT --ctdir REPLY -m comment --comment "accept replies of forwarded connections" -j RETURN
      -A VPCCTL-POSTROUTING -m conntrack --ctdir REPLY -m comment --comment "accept replies that leave by the router of their VPC" -j VPCCTL-BRIDGE-MARKS-OUT
      -A VPCCTL-POSTROUTING -m conntrack --ctdir REPLY -m comment --comment "drop replies of or to a VPC that leave by another router" -j VPCCTL-MISROUTED
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
      -N VPCCTL-INPUT
      -N VPCCTL-OUTPUT
      -N VPCCTL-VPC-POLICY
      -N VPCCTL-COUNT-CONNECTION
      -N VPCCTL-FROM-VPC
      -N VPCCTL-TO-VPC
      -N VPCCTL-FORWARD
      -N VPCCTL-TO-HOST
      -N VPCCTL-FROM-HOST
      -A VPCCTL-INPUT -m comment --comment "keep the ports where services listen closed to everyone outside their VPC" -j VPCCTL-SERVICE-LISTENERS
      -A VPCCTL-VPC-POLICY -m conntrack --ctstate RELATED,ESTABLISHED --ctdir ORIGINAL -m comment --comment "accept packets of connections that were allowed" -j ACCEPT
      -A VPCCTL-VPC-POLICY -m conntrack --ctstate RELATED,ESTABLISHED --ctdir REPLY -m comment --comment "accept replies only in the VPC that the connection came from" -j VPCCTL-BRIDGE-MARKS-OUT
      -A VPCCTL-VPC-POLICY -m conntrack --ctstate INVALID -m comment --comment "drop packets that fit no connection" -j DROP
      -A VPCCTL-VPC-POLICY -p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN -m conntrack --ctstate NEW -m comment --comment "do not pick up TCP connections in the middle" -j DROP
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
      -A VPCCTL-FROM-VPC -m comment --comment "drop everything else that leaves a VPC" -j DROP
      -A VPCCTL-TO-VPC -m comment --comment "drop packets from outside that claim the address of a workload" -j VPCCTL-FORGED-SOURCES
      -A VPCCTL-TO-VPC -m conntrack --ctstate RELATED,ESTABLISHED --ctdir REPLY -m conntrack --ctstate SNAT -m comment --comment "accept only replies to masqueraded connections" -j VPCCTL-MASQUERADE-REPLIES
      -A VPCCTL-TO-VPC -m conntrack --ctstate DNAT --ctdir ORIGINAL -m comment --comment "let in connections that a port forward marked for this VPC" -j VPCCTL-FORWARDED
      -A VPCCTL-TO-VPC -m conntrack --ctstate DNAT --ctdir ORIGINAL -m comment --comment "drop connections that a port forward marked for another VPC" -j VPCCTL-ASTRAY
      -A VPCCTL-TO-VPC -m conntrack --ctstate DNAT --ctdir ORIGINAL -m comment --comment "drop connections to the address of a workload, which nothing redirected" -j VPCCTL-WORKLOAD-ADDRESSES
      -A VPCCTL-TO-VPC -m conntrack --ctstate DNAT --ctdir ORIGINAL -m comment --comment "let in connections that the DNAT of another program redirected" -g VPCCTL-VPC-POLICY
      -A VPCCTL-TO-VPC -m comment --comment "drop everything else that enters a VPC" -j DROP
      -A VPCCTL-FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -m comment --comment "accept packets of allowed connections inside a VPC" -j VPCCTL-INNER-CONNECTIONS
      -A VPCCTL-FORWARD -m comment --comment "check packets that leave a VPC" -j VPCCTL-FROM-BRIDGES
      -A VPCCTL-FORWARD -m comment --comment "check packets that enter a VPC" -j VPCCTL-TO-BRIDGES
      -A VPCCTL-FORWARD -m conntrack --ctstate DNAT --ctdir ORIGINAL -m comment --comment "drop connections that a port forward marked for a VPC, and that would go elsewhere" -j VPCCTL-ASTRAY
      -A VPCCTL-TO-HOST -m conntrack --ctstate RELATED,ESTABLISHED --ctdir REPLY -m comment --comment "accept replies to connections of the host, from the VPC they went to" -j VPCCTL-BRIDGE-MARKS-IN
      -A VPCCTL-TO-HOST -m conntrack --ctstate DNAT --ctdir ORIGINAL -m comment --comment "accept requests to host services that are open to the workload" -j VPCCTL-OPEN-SERVICES
      -A VPCCTL-TO-HOST -m comment --comment "apply the egress policy of the sender" -j VPCCTL-EGRESS
      -A VPCCTL-TO-HOST -p icmp -m icmp --icmp-type 8 -m comment --comment "let workloads ping their gateway" -j VPCCTL-GATEWAYS
      -A VPCCTL-TO-HOST -m comment --comment "drop everything else from a VPC to the host" -j DROP
      -A VPCCTL-FROM-HOST -p icmp -m icmp --icmp-type 5 -m comment --comment "send no ICMP redirects into a VPC" -j DROP
      -A VPCCTL-FROM-HOST -m comment --comment "mark connections of the host, so that only their VPC may reply" -j VPCCTL-MARK-BY-BRIDGE
      -A VPCCTL-FROM-HOST -m conntrack --ctstate RELATED,ESTABLISHED -m comment --comment "leave known connections to the rules of the host" -j RETURN
      -A VPCCTL-FROM-HOST -m comment --comment "apply the ingress policy of the receiver" -j VPCCTL-INGRESS
      -I FORWARD -m comment --comment "let vpcctl handle the packets of VPCs first" -j VPCCTL-FORWARD
      -I INPUT -m comment --comment "let vpcctl handle the packets of VPCs first" -j VPCCTL-INPUT
      -I OUTPUT -m comment --comment "let vpcctl handle the packets of VPCs first" -j VPCCTL-OUTPUT
      COMMIT
      filter: arptables-legacy -N VPCCTL-INPUT
      filter: arptables-legacy -I INPUT -j VPCCTL-INPUT
      "
    `);
  });

  test('vpc-boundary', () => {
    expect(created(router('vpc1', 7001, '10.0.0.1'))).toMatchInlineSnapshot(`
      "
      filter: iptables-legacy-restore --noflush --wait 10
      *raw
      -N VPCCTL-GUARD-br-vpc1
      -A VPCCTL-GUARD-br-vpc1 -m comment --comment "drop packets with a spoofed source" -j DROP
      -I VPCCTL-ZONE-BY-BRIDGE -i br-vpc1 -m comment --comment "track connections of the VPC apart from those of other VPCs" -j CT --zone-orig 7001
      -I VPCCTL-SOURCE-GUARD -i br-vpc1 -m comment --comment "check the source of packets from workloads" -j VPCCTL-GUARD-br-vpc1
      COMMIT
      *mangle
      -N VPCCTL-MARK-vpc1
      -A VPCCTL-MARK-vpc1 -m comment --comment "select the routing table of the VPC" -j MARK --set-xmark 0x1b59/0xffffffff
      -A VPCCTL-MARK-vpc1 -m conntrack --ctstate NEW -m comment --comment "remember the VPC of a new connection" -j CONNMARK --set-xmark 0x1b59/0xffffffff
      -A VPCCTL-MARK-vpc1 -m conntrack --ctstate DNAT --ctdir REPLY -m comment --comment "route answers of port forwards by the uplink that the client asked" -j VPCCTL-ANSWERS
      -I VPCCTL-MARKS -m connmark --mark 0x1b59 -m comment --comment "select the routing table that the connection belongs to" -j CONNMARK --restore-mark --nfmask 0xffffffff --ctmask 0xffffffff
      -I VPCCTL-BRIDGE-MARKS-OUT -o br-vpc1 -m connmark --mark 0x1b59 -m comment --comment "accept replies by the router of their VPC" -j ACCEPT
      -I VPCCTL-TO-BRIDGES -o br-vpc1 -m comment --comment "check ICMP errors to this VPC" -g VPCCTL-ICMP-ERRORS
      -I VPCCTL-SERVICE-ERRORS -o br-vpc1 -m connmark --mark 0x1b59 -m conntrack --ctreplsrc 10.0.0.1 -m comment --comment "accept errors about connections to a host service of this VPC" -j ACCEPT
      -I VPCCTL-ASTRAY -m connmark --mark 0x1b59 -m comment --comment "drop requests to this VPC that do not go there" -j DROP
      -I VPCCTL-MISROUTED -m connmark --mark 0x1b59 -m comment --comment "drop replies of the VPC that would leave by another router" -j DROP
      -I VPCCTL-MISROUTED -o br-vpc1 -m comment --comment "drop replies of other connections that would enter the VPC" -j DROP
      -I VPCCTL-MARK-BY-BRIDGE -i br-vpc1 -m comment --comment "mark packets from this VPC" -j VPCCTL-MARK-vpc1
      COMMIT
      *nat
      -N VPCCTL-FORWARDS-br-vpc1
      -N VPCCTL-HAIRPINS-br-vpc1
      -N VPCCTL-SNAT-br-vpc1
      -A VPCCTL-SNAT-br-vpc1 -m comment --comment "make the workload reply to the gateway" -j SNAT --to-source 10.0.0.1
      -I VPCCTL-FORWARDS-BY-BRIDGE -i br-vpc1 -m comment --comment "let a VPC use only its own port forwards, not those of another VPC" -g VPCCTL-FORWARDS-br-vpc1
      -I VPCCTL-POSTROUTING -o br-vpc1 -m addrtype --src-type LOCAL -m conntrack --ctstate DNAT -m comment --comment "let replies to forwarded connections of the host itself come back" -g VPCCTL-SNAT-br-vpc1
      -I VPCCTL-POSTROUTING -o br-vpc1 -m comment --comment "translate the source where a workload reached itself" -j VPCCTL-HAIRPINS-br-vpc1
      COMMIT
      *filter
      -N VPCCTL-MARK-vpc1
      -N VPCCTL-INGRESS-br-vpc1
      -N VPCCTL-WORKLOADS-br-vpc1
      -N VPCCTL-SHARE-vpc1
      -N VPCCTL-HOST-DNAT-vpc1
      -A VPCCTL-MARK-vpc1 -m comment --comment "select the routing table of the VPC" -j MARK --set-xmark 0x1b59/0xffffffff
      -A VPCCTL-MARK-vpc1 -m conntrack --ctstate NEW -m comment --comment "remember the VPC of a new connection" -j CONNMARK --set-xmark 0x1b59/0xffffffff
      -A VPCCTL-WORKLOADS-br-vpc1 -m comment --comment "drop packets to addresses that no workload has" -j DROP
      -A VPCCTL-SHARE-vpc1 -i br-vpc1 -m connlimit --connlimit-above 4096 --connlimit-mask 32 --connlimit-saddr -m comment --comment "drop connections beyond the share of the workload that opens them" -j DROP
      -A VPCCTL-SHARE-vpc1 -m connlimit --connlimit-above 16384 --connlimit-mask 0 --connlimit-saddr -m comment --comment "drop connections beyond the share of the VPC" -j DROP
      -A VPCCTL-SHARE-vpc1 -m comment --comment "accept connections within the share" -j ACCEPT
      -A VPCCTL-HOST-DNAT-vpc1 -m conntrack --ctstate RELATED,ESTABLISHED -m comment --comment "leave known connections to the rules of the host" -j RETURN
      -A VPCCTL-HOST-DNAT-vpc1 -m comment --comment "apply the ingress policy of the receiver" -j VPCCTL-INGRESS-br-vpc1
      -I VPCCTL-FROM-BRIDGES -i br-vpc1 -m comment --comment "check packets that leave the VPC" -g VPCCTL-FROM-VPC
      -I VPCCTL-TO-BRIDGES -o br-vpc1 -m comment --comment "check packets that enter the VPC" -g VPCCTL-TO-VPC
      -I VPCCTL-INPUT -i br-vpc1 -m comment --comment "check packets from the VPC to the host" -g VPCCTL-TO-HOST
      -I VPCCTL-OUTPUT -o br-vpc1 -m comment --comment "check packets from the host to the VPC" -g VPCCTL-FROM-HOST
      -I VPCCTL-OUTPUT -m mark --mark 0x1b59 -m conntrack --ctstate DNAT --ctdir ORIGINAL -m comment --comment "apply the policy to forwarded connections of the host itself" -g VPCCTL-HOST-DNAT-vpc1
      -I VPCCTL-INGRESS -o br-vpc1 -m comment --comment "apply the ingress policies of the VPC" -j VPCCTL-INGRESS-br-vpc1
      -I VPCCTL-BRIDGE-MARKS-IN -i br-vpc1 -m connmark --mark 0x1b59 -m comment --comment "accept packets of connections of this VPC" -j ACCEPT
      -I VPCCTL-BRIDGE-MARKS-OUT -o br-vpc1 -m connmark --mark 0x1b59 -m comment --comment "accept packets of connections of this VPC" -j ACCEPT
      -I VPCCTL-FORWARDED -o br-vpc1 -m connmark --mark 0x1b59 -m comment --comment "let in connections that a port forward marked for this VPC" -g VPCCTL-VPC-POLICY
      -I VPCCTL-ASTRAY -m connmark --mark 0x1b59 -m comment --comment "drop requests to this VPC that do not go there" -j DROP
      -I VPCCTL-GATEWAYS -d 10.0.0.1/32 -i br-vpc1 -m comment --comment "accept packets to the gateway, within the share of the VPC" -g VPCCTL-COUNT-CONNECTION
      -I VPCCTL-MARK-BY-BRIDGE -o br-vpc1 -m comment --comment "mark packets to this VPC" -j VPCCTL-MARK-vpc1
      -I VPCCTL-WORKLOADS -o br-vpc1 -m comment --comment "look for the workload that has the address" -j VPCCTL-WORKLOADS-br-vpc1
      -I VPCCTL-SHARES-IN -i br-vpc1 -m comment --comment "count a connection of the VPC" -g VPCCTL-SHARE-vpc1
      -I VPCCTL-SHARES-OUT -o br-vpc1 -m comment --comment "count a connection to the VPC" -g VPCCTL-SHARE-vpc1
      -I VPCCTL-INNER-CONNECTIONS -i br-vpc1 -o br-vpc1 -m connmark --mark 0x1b59 -m comment --comment "accept packets of connections inside this VPC" -j ACCEPT
      -I VPCCTL-BOUNDARY -i br-vpc1 -o br-vpc1 -m comment --comment "allow traffic inside the VPC" -g VPCCTL-VPC-POLICY
      COMMIT
      filter: arptables-legacy -N VPCCTL-GUARD-br-vpc1
      filter: arptables-legacy -A VPCCTL-GUARD-br-vpc1 -j DROP
      filter: arptables-legacy -I VPCCTL-INPUT -i br-vpc1 -j VPCCTL-GUARD-br-vpc1
      filter: arptables-legacy -I VPCCTL-INPUT -i br-vpc1 -j MARK --set-mark 1b59
      "
    `);
    expect(deleted(router('vpc1', 7001, '10.0.0.1'))).toMatchInlineSnapshot(`
      "
      filter: arptables-legacy -D VPCCTL-INPUT -i br-vpc1 -j VPCCTL-GUARD-br-vpc1
      filter: arptables-legacy -D VPCCTL-INPUT -i br-vpc1 -j MARK --set-mark 1b59
      filter: arptables-legacy -F VPCCTL-GUARD-br-vpc1
      filter: arptables-legacy -X VPCCTL-GUARD-br-vpc1
      filter: iptables-legacy-restore --noflush --wait 10
      *filter
      -D VPCCTL-FROM-BRIDGES -i br-vpc1 -m comment --comment "check packets that leave the VPC" -g VPCCTL-FROM-VPC
      -D VPCCTL-TO-BRIDGES -o br-vpc1 -m comment --comment "check packets that enter the VPC" -g VPCCTL-TO-VPC
      -D VPCCTL-INPUT -i br-vpc1 -m comment --comment "check packets from the VPC to the host" -g VPCCTL-TO-HOST
      -D VPCCTL-OUTPUT -o br-vpc1 -m comment --comment "check packets from the host to the VPC" -g VPCCTL-FROM-HOST
      -D VPCCTL-OUTPUT -m mark --mark 0x1b59 -m conntrack --ctstate DNAT --ctdir ORIGINAL -m comment --comment "apply the policy to forwarded connections of the host itself" -g VPCCTL-HOST-DNAT-vpc1
      -D VPCCTL-INGRESS -o br-vpc1 -m comment --comment "apply the ingress policies of the VPC" -j VPCCTL-INGRESS-br-vpc1
      -D VPCCTL-BRIDGE-MARKS-IN -i br-vpc1 -m connmark --mark 0x1b59 -m comment --comment "accept packets of connections of this VPC" -j ACCEPT
      -D VPCCTL-BRIDGE-MARKS-OUT -o br-vpc1 -m connmark --mark 0x1b59 -m comment --comment "accept packets of connections of this VPC" -j ACCEPT
      -D VPCCTL-FORWARDED -o br-vpc1 -m connmark --mark 0x1b59 -m comment --comment "let in connections that a port forward marked for this VPC" -g VPCCTL-VPC-POLICY
      -D VPCCTL-ASTRAY -m connmark --mark 0x1b59 -m comment --comment "drop requests to this VPC that do not go there" -j DROP
      -D VPCCTL-GATEWAYS -d 10.0.0.1/32 -i br-vpc1 -m comment --comment "accept packets to the gateway, within the share of the VPC" -g VPCCTL-COUNT-CONNECTION
      -D VPCCTL-MARK-BY-BRIDGE -o br-vpc1 -m comment --comment "mark packets to this VPC" -j VPCCTL-MARK-vpc1
      -D VPCCTL-WORKLOADS -o br-vpc1 -m comment --comment "look for the workload that has the address" -j VPCCTL-WORKLOADS-br-vpc1
      -D VPCCTL-SHARES-IN -i br-vpc1 -m comment --comment "count a connection of the VPC" -g VPCCTL-SHARE-vpc1
      -D VPCCTL-SHARES-OUT -o br-vpc1 -m comment --comment "count a connection to the VPC" -g VPCCTL-SHARE-vpc1
      -D VPCCTL-INNER-CONNECTIONS -i br-vpc1 -o br-vpc1 -m connmark --mark 0x1b59 -m comment --comment "accept packets of connections inside this VPC" -j ACCEPT
      -D VPCCTL-BOUNDARY -i br-vpc1 -o br-vpc1 -m comment --comment "allow traffic inside the VPC" -g VPCCTL-VPC-POLICY
      -F VPCCTL-MARK-vpc1
      -F VPCCTL-INGRESS-br-vpc1
      -F VPCCTL-WORKLOADS-br-vpc1
      -F VPCCTL-SHARE-vpc1
      -F VPCCTL-HOST-DNAT-vpc1
      -X VPCCTL-MARK-vpc1
      -X VPCCTL-INGRESS-br-vpc1
      -X VPCCTL-WORKLOADS-br-vpc1
      -X VPCCTL-SHARE-vpc1
      -X VPCCTL-HOST-DNAT-vpc1
      COMMIT
      *nat
      -D VPCCTL-FORWARDS-BY-BRIDGE -i br-vpc1 -m comment --comment "let a VPC use only its own port forwards, not those of another VPC" -g VPCCTL-FORWARDS-br-vpc1
      -D VPCCTL-POSTROUTING -o br-vpc1 -m addrtype --src-type LOCAL -m conntrack --ctstate DNAT -m comment --comment "let replies to forwarded connections of the host itself come back" -g VPCCTL-SNAT-br-vpc1
      -D VPCCTL-POSTROUTING -o br-vpc1 -m comment --comment "translate the source where a workload reached itself" -j VPCCTL-HAIRPINS-br-vpc1
      -F VPCCTL-FORWARDS-br-vpc1
      -F VPCCTL-HAIRPINS-br-vpc1
      -F VPCCTL-SNAT-br-vpc1
      -X VPCCTL-FORWARDS-br-vpc1
      -X VPCCTL-HAIRPINS-br-vpc1
      -X VPCCTL-SNAT-br-vpc1
      COMMIT
      *mangle
      -D VPCCTL-MARKS -m connmark --mark 0x1b59 -m comment --comment "select the routing table that the connection belongs to" -j CONNMARK --restore-mark --nfmask 0xffffffff --ctmask 0xffffffff
      -D VPCCTL-BRIDGE-MARKS-OUT -o br-vpc1 -m connmark --mark 0x1b59 -m comment --comment "accept replies by the router of their VPC" -j ACCEPT
      -D VPCCTL-TO-BRIDGES -o br-vpc1 -m comment --comment "check ICMP errors to this VPC" -g VPCCTL-ICMP-ERRORS
      -D VPCCTL-SERVICE-ERRORS -o br-vpc1 -m connmark --mark 0x1b59 -m conntrack --ctreplsrc 10.0.0.1 -m comment --comment "accept errors about connections to a host service of this VPC" -j ACCEPT
      -D VPCCTL-ASTRAY -m connmark --mark 0x1b59 -m comment --comment "drop requests to this VPC that do not go there" -j DROP
      -D VPCCTL-MISROUTED -m connmark --mark 0x1b59 -m comment --comment "drop replies of the VPC that would leave by another router" -j DROP
      -D VPCCTL-MISROUTED -o br-vpc1 -m comment --comment "drop replies of other connections that would enter the VPC" -j DROP
      -D VPCCTL-MARK-BY-BRIDGE -i br-vpc1 -m comment --comment "mark packets from this VPC" -j VPCCTL-MARK-vpc1
      -F VPCCTL-MARK-vpc1
      -X VPCCTL-MARK-vpc1
      COMMIT
      *raw
      -D VPCCTL-ZONE-BY-BRIDGE -i br-vpc1 -m comment --comment "track connections of the VPC apart from those of other VPCs" -j CT --zone-orig 7001
      -D VPCCTL-SOURCE-GUARD -i br-vpc1 -m comment --comment "check the source of packets from workloads" -j VPCCTL-GUARD-br-vpc1
      -F VPCCTL-GUARD-br-vpc1
      -X VPCCTL-GUARD-br-vpc1
      COMMIT
      "
    `);
  });
});
