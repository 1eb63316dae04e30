import { internet, peering, port } from '@vpcctl/sdk/conformance';
import { describe, expect, test } from 'vitest';
import { created, deleted, updated } from '../../../support/plugins/legacy-lines.js';

describe('the host commands for a resource of a VPC', () => {
  test('source-guard', () => {
    const resource = port('vpc1', 'veth-a', '02:00:00:00:00:0A', '10.0.1.1');
    expect(created(resource)).toMatchInlineSnapshot(`
      "
      filter: iptables-legacy-restore --noflush --wait 10
      *raw
      -I VPCCTL-SOURCE-GUARD -i veth-a -m comment --comment "drop packets that bypass the bridge and its locked port" -j DROP
      -I VPCCTL-GUARD-br-vpc1 -s 10.0.1.1/32 -m mac --mac-source 02:00:00:00:00:0a -m comment --comment "accept IPv4 from the MAC and address of the workload" -j RETURN
      COMMIT
      *nat
      -I VPCCTL-HAIRPINS-br-vpc1 -s 10.0.1.1/32 -d 10.0.1.1/32 -m comment --comment "translate the source where the workload reached itself" -g VPCCTL-SNAT-br-vpc1
      COMMIT
      *filter
      -I VPCCTL-WORKLOADS-br-vpc1 -d 10.0.1.1/32 -m comment --comment "a workload has the address" -j RETURN
      -I VPCCTL-WORKLOAD-ADDRESSES -o br-vpc1 -m conntrack --ctorigdst 10.0.1.1 -m comment --comment "drop connections from outside to the address of the workload" -g VPCCTL-DENIED-BOUNDARY
      -I VPCCTL-FORGED-SOURCES -s 10.0.1.1/32 -o br-vpc1 -m comment --comment "drop packets from outside that claim the address of the workload" -g VPCCTL-DENIED-FORGED-SOURCE
      COMMIT
      filter: arptables-legacy -I VPCCTL-GUARD-br-vpc1 -s 10.0.1.1 --src-mac 02:00:00:00:00:0a --h-length 6 --h-type 1 --proto-type 0x800 -j RETURN
      create: ip link set dev veth-a type bridge_slave locked on learning off
      configure: bridge fdb replace 02:00:00:00:00:0a dev veth-a master static
      "
    `);
    expect(deleted(resource)).toMatchInlineSnapshot(`
      "
      detach: ip link set dev veth-a type bridge_slave locked off learning on
      detach: bridge fdb del 02:00:00:00:00:0a dev veth-a master static
      detach: bridge fdb replace 02:00:00:00:00:0a dev veth-a master dynamic
      filter: arptables-legacy -D VPCCTL-GUARD-br-vpc1 -s 10.0.1.1 --src-mac 02:00:00:00:00:0a --h-length 6 --h-type 1 --proto-type 0x800 -j RETURN
      filter: iptables-legacy-restore --noflush --wait 10
      *filter
      -D VPCCTL-WORKLOADS-br-vpc1 -d 10.0.1.1/32 -m comment --comment "a workload has the address" -j RETURN
      -D VPCCTL-WORKLOAD-ADDRESSES -o br-vpc1 -m conntrack --ctorigdst 10.0.1.1 -m comment --comment "drop connections from outside to the address of the workload" -g VPCCTL-DENIED-BOUNDARY
      -D VPCCTL-FORGED-SOURCES -s 10.0.1.1/32 -o br-vpc1 -m comment --comment "drop packets from outside that claim the address of the workload" -g VPCCTL-DENIED-FORGED-SOURCE
      COMMIT
      *nat
      -D VPCCTL-HAIRPINS-br-vpc1 -s 10.0.1.1/32 -d 10.0.1.1/32 -m comment --comment "translate the source where the workload reached itself" -g VPCCTL-SNAT-br-vpc1
      COMMIT
      *raw
      -D VPCCTL-SOURCE-GUARD -i veth-a -m comment --comment "drop packets that bypass the bridge and its locked port" -j DROP
      -D VPCCTL-GUARD-br-vpc1 -s 10.0.1.1/32 -m mac --mac-source 02:00:00:00:00:0a -m comment --comment "accept IPv4 from the MAC and address of the workload" -j RETURN
      COMMIT
      "
    `);
  });

  test('masquerade: NAT is added first and removed last', () => {
    const resource = internet('vpc1', 7001, 'eth0', '10.0.1.1');
    expect(created(resource)).toMatchInlineSnapshot(`
      "
      filter: iptables-legacy-restore --noflush --wait 10
      *nat
      -I VPCCTL-POSTROUTING -s 10.0.1.1/32 -o eth0 -m connmark --mark 0x1b59 -m comment --comment "hide the workload behind the address of the uplink" -j MASQUERADE
      COMMIT
      *filter
      -I VPCCTL-MASQUERADED -s 10.0.1.1/32 -i br-vpc1 -o eth0 -m comment --comment "let the workload reach the internet by the uplink" -g VPCCTL-VPC-POLICY
      -I VPCCTL-MASQUERADE-REPLIES -d 10.0.1.1/32 -i eth0 -o br-vpc1 -m conntrack ! --ctrepldst 10.0.1.1 -m comment --comment "accept replies to masqueraded connections" -j ACCEPT
      COMMIT
      "
    `);
    expect(deleted(resource)).toMatchInlineSnapshot(`
      "
      filter: iptables-legacy-restore --noflush --wait 10
      *filter
      -D VPCCTL-MASQUERADED -s 10.0.1.1/32 -i br-vpc1 -o eth0 -m comment --comment "let the workload reach the internet by the uplink" -g VPCCTL-VPC-POLICY
      -D VPCCTL-MASQUERADE-REPLIES -d 10.0.1.1/32 -i eth0 -o br-vpc1 -m conntrack ! --ctrepldst 10.0.1.1 -m comment --comment "accept replies to masqueraded connections" -j ACCEPT
      COMMIT
      *nat
      -D VPCCTL-POSTROUTING -s 10.0.1.1/32 -o eth0 -m connmark --mark 0x1b59 -m comment --comment "hide the workload behind the address of the uplink" -j MASQUERADE
      COMMIT
      "
    `);
    expect(updated(resource, internet('vpc1', 7001, 'eth1', '10.0.1.1'))).toMatchInlineSnapshot(`
      "
      filter: iptables-legacy-restore --noflush --wait 10
      *nat
      -I VPCCTL-POSTROUTING -s 10.0.1.1/32 -o eth1 -m connmark --mark 0x1b59 -m comment --comment "hide the workload behind the address of the uplink" -j MASQUERADE
      COMMIT
      *filter
      -D VPCCTL-MASQUERADED -s 10.0.1.1/32 -i br-vpc1 -o eth0 -m comment --comment "let the workload reach the internet by the uplink" -g VPCCTL-VPC-POLICY
      -D VPCCTL-MASQUERADE-REPLIES -d 10.0.1.1/32 -i eth0 -o br-vpc1 -m conntrack ! --ctrepldst 10.0.1.1 -m comment --comment "accept replies to masqueraded connections" -j ACCEPT
      -I VPCCTL-MASQUERADED -s 10.0.1.1/32 -i br-vpc1 -o eth1 -m comment --comment "let the workload reach the internet by the uplink" -g VPCCTL-VPC-POLICY
      -I VPCCTL-MASQUERADE-REPLIES -d 10.0.1.1/32 -i eth1 -o br-vpc1 -m conntrack ! --ctrepldst 10.0.1.1 -m comment --comment "accept replies to masqueraded connections" -j ACCEPT
      COMMIT
      *nat
      -D VPCCTL-POSTROUTING -s 10.0.1.1/32 -o eth0 -m connmark --mark 0x1b59 -m comment --comment "hide the workload behind the address of the uplink" -j MASQUERADE
      COMMIT
      "
    `);
  });

  test('peering', () => {
    expect(
      created(peering(['vpc1', '10.0.0.0/16'], ['vpc2', '172.16.1.0/24', '172.16.9.1'])),
    ).toMatchInlineSnapshot(`
      "
      filter: iptables-legacy-restore --noflush --wait 10
      *filter
      -N VPCCTL-PEER-vpc1/vpc2
      -A VPCCTL-PEER-vpc1/vpc2 -s 10.0.0.0/16 -d 172.16.1.0/24 -m comment --comment "let peered CIDRs reach each other" -g VPCCTL-VPC-POLICY
      -A VPCCTL-PEER-vpc1/vpc2 -s 10.0.0.0/16 -d 172.16.9.1/32 -m comment --comment "let peered CIDRs reach each other" -g VPCCTL-VPC-POLICY
      -A VPCCTL-PEER-vpc1/vpc2 -s 172.16.1.0/24 -d 10.0.0.0/16 -m comment --comment "let peered CIDRs reach each other" -g VPCCTL-VPC-POLICY
      -A VPCCTL-PEER-vpc1/vpc2 -s 172.16.9.1/32 -d 10.0.0.0/16 -m comment --comment "let peered CIDRs reach each other" -g VPCCTL-VPC-POLICY
      -A VPCCTL-PEER-vpc1/vpc2 -m comment --comment "drop traffic between the VPCs outside the peered CIDRs" -g VPCCTL-DENIED-BOUNDARY
      -I VPCCTL-BOUNDARY -i br-vpc1 -o br-vpc2 -m comment --comment "check traffic between the peered VPCs" -g VPCCTL-PEER-vpc1/vpc2
      -I VPCCTL-BOUNDARY -i br-vpc2 -o br-vpc1 -m comment --comment "check traffic between the peered VPCs" -g VPCCTL-PEER-vpc1/vpc2
      COMMIT
      "
    `);
    // Where no CIDR takes part on one side, nothing passes.
    const closed = created(peering(['vpc1', '10.0.0.0/16'], ['vpc2']));
    expect(closed.match(/^-A .* -[jg] .*$/gm)).toEqual([
      expect.stringMatching(/^-A VPCCTL-PEER-vpc1.vpc2 -m comment .* -g VPCCTL-DENIED-BOUNDARY$/),
    ]);
  });
});

test('a resource of another kind is refused', () => {
  const after = { kind: 'bridge', id: 'bridge:x', attributes: {}, why: 'a mistake' };
  expect(() => created(after)).toThrow('does not serve bridge:x');
});
