import { router } from '@vpcctl/sdk/conformance';
import { describe, expect, test } from 'vitest';
import { created, deleted } from '../../../support/plugins/legacy-lines.js';

describe('the host commands for a resource', () => {
  test('vpc-boundary', () => {
    expect(created(router('vpc1', 7001, '10.0.0.1'))).toMatchInlineSnapshot(`
      "
      filter: iptables-legacy-restore --noflush --wait 10
      *raw
      -N VPCCTL-GUARD-br-vpc1
      -A VPCCTL-GUARD-br-vpc1 -m comment --comment "drop packets with a spoofed source" -g VPCCTL-DENIED-SOURCE-GUARD
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
      -I VPCCTL-ASTRAY -m connmark --mark 0x1b59 -m comment --comment "drop requests to this VPC that do not go there" -g VPCCTL-DENIED-ASTRAY
      -I VPCCTL-MISROUTED -m connmark --mark 0x1b59 -m comment --comment "drop replies of the VPC that would leave by another router" -g VPCCTL-DENIED-ASTRAY
      -I VPCCTL-MISROUTED -o br-vpc1 -m comment --comment "drop replies of other connections that would enter the VPC" -g VPCCTL-DENIED-BOUNDARY
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
      -A VPCCTL-WORKLOADS-br-vpc1 -m comment --comment "drop packets to addresses that no workload has" -g VPCCTL-DENIED-NO-WORKLOAD
      -A VPCCTL-SHARE-vpc1 -i br-vpc1 -m connlimit --connlimit-above 4096 --connlimit-mask 32 --connlimit-saddr -m comment --comment "drop connections beyond the share of the workload that opens them" -g VPCCTL-DENIED-WORKLOAD-SHARE
      -A VPCCTL-SHARE-vpc1 -m connlimit --connlimit-above 16384 --connlimit-mask 0 --connlimit-saddr -m comment --comment "drop connections beyond the share of the VPC" -g VPCCTL-DENIED-VPC-SHARE
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
      -I VPCCTL-ASTRAY -m connmark --mark 0x1b59 -m comment --comment "drop requests to this VPC that do not go there" -g VPCCTL-DENIED-ASTRAY
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
      -D VPCCTL-ASTRAY -m connmark --mark 0x1b59 -m comment --comment "drop requests to this VPC that do not go there" -g VPCCTL-DENIED-ASTRAY
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
      -D VPCCTL-ASTRAY -m connmark --mark 0x1b59 -m comment --comment "drop requests to this VPC that do not go there" -g VPCCTL-DENIED-ASTRAY
      -D VPCCTL-MISROUTED -m connmark --mark 0x1b59 -m comment --comment "drop replies of the VPC that would leave by another router" -g VPCCTL-DENIED-ASTRAY
      -D VPCCTL-MISROUTED -o br-vpc1 -m comment --comment "drop replies of other connections that would enter the VPC" -g VPCCTL-DENIED-BOUNDARY
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
