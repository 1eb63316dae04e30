import { internet, peering, port } from '@vpcctl/sdk/conformance';
import { describe, expect, test } from 'vitest';
import { created, deleted, updated } from '../../../support/plugins/legacy-lines.js';

describe('what a resource that stands on a router compiles to', () => {
  test('source-guard', () => {
    const resource = port('vpc1', 'veth-a', '02:00:00:00:00:0A', '10.0.1.1');
    expect(created(resource)).toMatchInlineSnapshot(`
      "
      filter: iptables-legacy-restore --noflush --wait 10
      *raw
      -I VPCCTL-GUARDS -i veth-a -j DROP
      -I VPCCTL-GUARD-br-vpc1 -s 10.0.1.1/32 -m mac --mac-source 02:00:00:00:00:0a -j RETURN
      COMMIT
      *nat
      -I VPCCTL-SELVES-br-vpc1 -s 10.0.1.1/32 -d 10.0.1.1/32 -g VPCCTL-SELF-br-vpc1
      COMMIT
      *filter
      -I VPCCTL-SELVES -o br-vpc1 -m conntrack --ctorigdst 10.0.1.1 -j DROP
      -I VPCCTL-FORGED -s 10.0.1.1/32 -o br-vpc1 -j DROP
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
      -D VPCCTL-SELVES -o br-vpc1 -m conntrack --ctorigdst 10.0.1.1 -j DROP
      -D VPCCTL-FORGED -s 10.0.1.1/32 -o br-vpc1 -j DROP
      COMMIT
      *nat
      -D VPCCTL-SELVES-br-vpc1 -s 10.0.1.1/32 -d 10.0.1.1/32 -g VPCCTL-SELF-br-vpc1
      COMMIT
      *raw
      -D VPCCTL-GUARDS -i veth-a -j DROP
      -D VPCCTL-GUARD-br-vpc1 -s 10.0.1.1/32 -m mac --mac-source 02:00:00:00:00:0a -j RETURN
      COMMIT
      "
    `);
  });

  test('internet-access: the masquerade comes first and goes last', () => {
    const resource = internet('vpc1', 7001, 'eth0', '10.0.1.1');
    expect(created(resource)).toMatchInlineSnapshot(`
      "
      filter: iptables-legacy-restore --noflush --wait 10
      *nat
      -I VPCCTL-POSTROUTING -s 10.0.1.1/32 -o eth0 -m mark --mark 0x1b59 -j MASQUERADE
      COMMIT
      *filter
      -I VPCCTL-INTERNET -s 10.0.1.1/32 -i br-vpc1 -o eth0 -g VPCCTL-GROUPS
      -I VPCCTL-AWAITED -d 10.0.1.1/32 -i eth0 -o br-vpc1 -m conntrack ! --ctrepldst 10.0.1.1 -j ACCEPT
      COMMIT
      "
    `);
    expect(deleted(resource)).toMatchInlineSnapshot(`
      "
      filter: iptables-legacy-restore --noflush --wait 10
      *filter
      -D VPCCTL-INTERNET -s 10.0.1.1/32 -i br-vpc1 -o eth0 -g VPCCTL-GROUPS
      -D VPCCTL-AWAITED -d 10.0.1.1/32 -i eth0 -o br-vpc1 -m conntrack ! --ctrepldst 10.0.1.1 -j ACCEPT
      COMMIT
      *nat
      -D VPCCTL-POSTROUTING -s 10.0.1.1/32 -o eth0 -m mark --mark 0x1b59 -j MASQUERADE
      COMMIT
      "
    `);
    expect(updated(resource, internet('vpc1', 7001, 'eth1', '10.0.1.1'))).toMatchInlineSnapshot(`
      "
      filter: iptables-legacy-restore --noflush --wait 10
      *nat
      -I VPCCTL-POSTROUTING -s 10.0.1.1/32 -o eth1 -m mark --mark 0x1b59 -j MASQUERADE
      COMMIT
      *filter
      -D VPCCTL-INTERNET -s 10.0.1.1/32 -i br-vpc1 -o eth0 -g VPCCTL-GROUPS
      -D VPCCTL-AWAITED -d 10.0.1.1/32 -i eth0 -o br-vpc1 -m conntrack ! --ctrepldst 10.0.1.1 -j ACCEPT
      -I VPCCTL-INTERNET -s 10.0.1.1/32 -i br-vpc1 -o eth1 -g VPCCTL-GROUPS
      -I VPCCTL-AWAITED -d 10.0.1.1/32 -i eth1 -o br-vpc1 -m conntrack ! --ctrepldst 10.0.1.1 -j ACCEPT
      COMMIT
      *nat
      -D VPCCTL-POSTROUTING -s 10.0.1.1/32 -o eth0 -m mark --mark 0x1b59 -j MASQUERADE
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
      -A VPCCTL-PEER-vpc1/vpc2 -s 10.0.0.0/16 -d 172.16.1.0/24 -g VPCCTL-GROUPS
      -A VPCCTL-PEER-vpc1/vpc2 -s 10.0.0.0/16 -d 172.16.9.1/32 -g VPCCTL-GROUPS
      -A VPCCTL-PEER-vpc1/vpc2 -s 172.16.1.0/24 -d 10.0.0.0/16 -g VPCCTL-GROUPS
      -A VPCCTL-PEER-vpc1/vpc2 -s 172.16.9.1/32 -d 10.0.0.0/16 -g VPCCTL-GROUPS
      -A VPCCTL-PEER-vpc1/vpc2 -j DROP
      -I VPCCTL-BOUNDARY -i br-vpc1 -o br-vpc2 -g VPCCTL-PEER-vpc1/vpc2
      -I VPCCTL-BOUNDARY -i br-vpc2 -o br-vpc1 -g VPCCTL-PEER-vpc1/vpc2
      COMMIT
      "
    `);
    // Where no CIDR takes part on one side, nothing passes.
    const closed = created(peering(['vpc1', '10.0.0.0/16'], ['vpc2']));
    expect(closed.split('\n').filter((line) => line.trim().startsWith('-A'))).toEqual([
      '-A VPCCTL-PEER-vpc1/vpc2 -j DROP',
    ]);
  });
});
