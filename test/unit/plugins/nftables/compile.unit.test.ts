import { nftables } from '@vpcctl/nftables';
import type { Resource } from '@vpcctl/sdk';
import {
  allow,
  deny,
  filter,
  group,
  internet,
  peering,
  port,
  router,
  tcp,
} from '@vpcctl/sdk/conformance';
import { describe, expect, test } from 'vitest';
import { transaction, transition } from '../../../support/plugins/nftables-policy.js';

/** The objects of a transaction, one a line, without what all of them say. */
function lines(objects: readonly unknown[]): string {
  const short = (object: unknown): string =>
    JSON.stringify(object).replaceAll('"table":"vpcctl",', '');
  return `\n${objects.map(short).join('\n')}\n`;
}

const created = (after: Resource): string => lines(transaction([{ action: 'create', after }]));
const deleted = (before: Resource): string => lines(transaction([{ action: 'delete', before }]));
const updated = (before: Resource, after: Resource): string =>
  lines(transaction([{ action: 'update', before, after }]));

const rules = [allow({ ...tcp(8080), description: 'web' }), deny(tcp(22))];

describe('the host commands for a resource', () => {
  test('vpc-boundary', () => {
    expect(created(router('vpc1', 7001, '10.0.0.1'))).toMatchInlineSnapshot(`
      "
      {"add":{"counter":{"family":"inet","name":"share/vpc1/workload"}}}
      {"add":{"counter":{"family":"inet","name":"share/vpc1/vpc"}}}
      {"add":{"set":{"family":"inet","name":"share/vpc1/4096","type":"ipv4_addr","size":65535}}}
      {"add":{"chain":{"family":"inet","name":"zone/vpc1"}}}
      {"add":{"chain":{"family":"inet","name":"mark/vpc1"}}}
      {"add":{"chain":{"family":"arp","name":"mark/vpc1"}}}
      {"add":{"chain":{"family":"inet","name":"share/vpc1"}}}
      {"add":{"chain":{"family":"inet","name":"gateway-snat/vpc1"}}}
      {"add":{"rule":{"family":"inet","chain":"zone/vpc1","expr":[{"mangle":{"key":{"ct":{"key":"zone","dir":"original"}},"value":7001}}],"comment":"track connections of the VPC apart from those of other VPCs"}}}
      {"add":{"rule":{"family":"inet","chain":"zone/vpc1","expr":[{"mangle":{"key":{"meta":{"key":"mark"}},"value":7001}}],"comment":"select the routing table of the VPC"}}}
      {"add":{"rule":{"family":"inet","chain":"mark/vpc1","expr":[{"mangle":{"key":{"meta":{"key":"mark"}},"value":7001}}],"comment":"select the routing table of the VPC"}}}
      {"add":{"rule":{"family":"inet","chain":"mark/vpc1","expr":[{"match":{"op":"in","left":{"ct":{"key":"state"}},"right":"new"}},{"mangle":{"key":{"ct":{"key":"mark"}},"value":7001}}],"comment":"remember the VPC of a new connection"}}}
      {"add":{"rule":{"family":"arp","chain":"mark/vpc1","expr":[{"mangle":{"key":{"meta":{"key":"mark"}},"value":7001}}],"comment":"select the routing table of the VPC"}}}
      {"add":{"rule":{"family":"inet","chain":"share/vpc1","expr":[{"match":{"op":"==","left":{"meta":{"key":"iifname"}},"right":"br-vpc1"}},{"set":{"op":"add","elem":{"payload":{"protocol":"ip","field":"saddr"}},"set":"@share/vpc1/4096","stmt":[{"ct count":{"val":4096,"inv":true}}]}},{"counter":"share/vpc1/workload"},{"counter":"denied/workload-share"},{"mangle":{"key":{"meta":{"key":"mark"}},"value":8}},{"goto":{"target":"denied"}}],"comment":"drop connections beyond the share of the workload that opens them"}}}
      {"add":{"rule":{"family":"inet","chain":"share/vpc1","expr":[{"ct count":{"val":16384,"inv":true}},{"counter":"share/vpc1/vpc"},{"counter":"denied/vpc-share"},{"mangle":{"key":{"meta":{"key":"mark"}},"value":9}},{"goto":{"target":"denied"}}],"comment":"drop connections beyond the share of the VPC"}}}
      {"add":{"rule":{"family":"inet","chain":"share/vpc1","expr":[{"accept":null}],"comment":"accept connections within the share"}}}
      {"add":{"rule":{"family":"inet","chain":"gateway-snat/vpc1","expr":[{"snat":{"family":"ip","addr":"10.0.0.1"}}],"comment":"make the workload reply to the gateway"}}}
      {"add":{"element":{"family":"inet","name":"bridges","elem":["br-vpc1"]}}}
      {"add":{"element":{"family":"inet","name":"marks","elem":[7001]}}}
      {"add":{"element":{"family":"inet","name":"bridge-marks","elem":[{"concat":["br-vpc1",7001]}]}}}
      {"add":{"element":{"family":"inet","name":"gateways","elem":[{"concat":["br-vpc1","10.0.0.1"]}]}}}
      {"add":{"element":{"family":"inet","name":"zone-by-interface","elem":[["br-vpc1",{"jump":{"target":"zone/vpc1"}}]]}}}
      {"add":{"element":{"family":"inet","name":"mark-by-bridge","elem":[["br-vpc1",{"jump":{"target":"mark/vpc1"}}]]}}}
      {"add":{"element":{"family":"arp","name":"mark-by-bridge","elem":[["br-vpc1",{"jump":{"target":"mark/vpc1"}}]]}}}
      {"add":{"element":{"family":"inet","name":"inner-connections","elem":[{"concat":["original","br-vpc1","br-vpc1",7001]},{"concat":["reply","br-vpc1","br-vpc1",7001]}]}}}
      {"add":{"element":{"family":"inet","name":"shares","elem":[["br-vpc1",{"goto":{"target":"share/vpc1"}}]]}}}
      {"add":{"element":{"family":"inet","name":"gateway-snat","elem":[["br-vpc1",{"jump":{"target":"gateway-snat/vpc1"}}]]}}}
      {"add":{"element":{"family":"inet","name":"boundary","elem":[[{"concat":["br-vpc1","br-vpc1"]},{"goto":{"target":"vpc-policy"}}]]}}}
      "
    `);
    expect(deleted(router('vpc1', 7001, '10.0.0.1'))).toMatchInlineSnapshot(`
      "
      {"delete":{"element":{"family":"inet","name":"bridges","elem":["br-vpc1"]}}}
      {"delete":{"element":{"family":"inet","name":"marks","elem":[7001]}}}
      {"delete":{"element":{"family":"inet","name":"bridge-marks","elem":[{"concat":["br-vpc1",7001]}]}}}
      {"delete":{"element":{"family":"inet","name":"gateways","elem":[{"concat":["br-vpc1","10.0.0.1"]}]}}}
      {"delete":{"element":{"family":"inet","name":"zone-by-interface","elem":[["br-vpc1",{"jump":{"target":"zone/vpc1"}}]]}}}
      {"delete":{"element":{"family":"inet","name":"mark-by-bridge","elem":[["br-vpc1",{"jump":{"target":"mark/vpc1"}}]]}}}
      {"delete":{"element":{"family":"arp","name":"mark-by-bridge","elem":[["br-vpc1",{"jump":{"target":"mark/vpc1"}}]]}}}
      {"delete":{"element":{"family":"inet","name":"inner-connections","elem":[{"concat":["original","br-vpc1","br-vpc1",7001]},{"concat":["reply","br-vpc1","br-vpc1",7001]}]}}}
      {"delete":{"element":{"family":"inet","name":"shares","elem":[["br-vpc1",{"goto":{"target":"share/vpc1"}}]]}}}
      {"delete":{"element":{"family":"inet","name":"gateway-snat","elem":[["br-vpc1",{"jump":{"target":"gateway-snat/vpc1"}}]]}}}
      {"delete":{"element":{"family":"inet","name":"boundary","elem":[[{"concat":["br-vpc1","br-vpc1"]},{"goto":{"target":"vpc-policy"}}]]}}}
      {"delete":{"chain":{"family":"inet","name":"zone/vpc1"}}}
      {"delete":{"chain":{"family":"inet","name":"mark/vpc1"}}}
      {"delete":{"chain":{"family":"arp","name":"mark/vpc1"}}}
      {"delete":{"chain":{"family":"inet","name":"share/vpc1"}}}
      {"delete":{"chain":{"family":"inet","name":"gateway-snat/vpc1"}}}
      {"delete":{"set":{"family":"inet","name":"share/vpc1/4096","type":"ipv4_addr","size":65535}}}
      {"delete":{"counter":{"family":"inet","name":"share/vpc1/workload"}}}
      {"delete":{"counter":{"family":"inet","name":"share/vpc1/vpc"}}}
      "
    `);
  });

  test('source-guard', () => {
    expect(created(port('vpc1', 'veth-a', '02:00:00:00:00:0A', '10.0.1.1'))).toMatchInlineSnapshot(`
      "
      {"add":{"element":{"family":"inet","name":"workload-addresses","elem":[{"concat":["br-vpc1","10.0.1.1","10.0.1.1"]}]}}}
      {"add":{"element":{"family":"inet","name":"workload-ports","elem":["veth-a"]}}}
      {"add":{"element":{"family":"inet","name":"zone-by-interface","elem":[["veth-a",{"drop":null}]]}}}
      {"add":{"element":{"family":"bridge","name":"workload-ports","elem":["veth-a"]}}}
      {"add":{"element":{"family":"bridge","name":"allowed-sources","elem":[{"concat":["veth-a","02:00:00:00:00:0a","10.0.1.1"]}]}}}
      "
    `);
  });

  test('masquerade', () => {
    expect(created(internet('vpc1', 7001, 'eth0', '10.0.1.1'))).toMatchInlineSnapshot(`
      "
      {"add":{"element":{"family":"inet","name":"masqueraded","elem":[{"concat":["br-vpc1","eth0","10.0.1.1"]}]}}}
      "
    `);
  });

  test('peering', () => {
    expect(
      created(peering(['vpc1', '10.0.0.0/16'], ['vpc2', '172.16.1.0/24', '172.16.9.1'])),
    ).toMatchInlineSnapshot(`
      "
      {"add":{"chain":{"family":"inet","name":"peer/vpc1/vpc2"}}}
      {"add":{"rule":{"family":"inet","chain":"peer/vpc1/vpc2","expr":[{"match":{"op":"==","left":{"payload":{"protocol":"ip","field":"saddr"}},"right":{"prefix":{"addr":"10.0.0.0","len":16}}}},{"match":{"op":"==","left":{"payload":{"protocol":"ip","field":"daddr"}},"right":{"set":[{"prefix":{"addr":"172.16.1.0","len":24}},"172.16.9.1"]}}},{"goto":{"target":"vpc-policy"}}],"comment":"let peered CIDRs reach each other"}}}
      {"add":{"rule":{"family":"inet","chain":"peer/vpc1/vpc2","expr":[{"match":{"op":"==","left":{"payload":{"protocol":"ip","field":"saddr"}},"right":{"set":[{"prefix":{"addr":"172.16.1.0","len":24}},"172.16.9.1"]}}},{"match":{"op":"==","left":{"payload":{"protocol":"ip","field":"daddr"}},"right":{"prefix":{"addr":"10.0.0.0","len":16}}}},{"goto":{"target":"vpc-policy"}}],"comment":"let peered CIDRs reach each other"}}}
      {"add":{"rule":{"family":"inet","chain":"peer/vpc1/vpc2","expr":[{"counter":"denied/boundary"},{"mangle":{"key":{"meta":{"key":"mark"}},"value":5}},{"goto":{"target":"denied"}}],"comment":"drop traffic between the VPCs outside the peered CIDRs"}}}
      {"add":{"element":{"family":"inet","name":"boundary","elem":[[{"concat":["br-vpc1","br-vpc2"]},{"goto":{"target":"peer/vpc1/vpc2"}}],[{"concat":["br-vpc2","br-vpc1"]},{"goto":{"target":"peer/vpc1/vpc2"}}]]}}}
      "
    `);
  });

  test('security-group', () => {
    expect(
      created(
        group('vpc1', 'a', ['10.0.1.1'], { ingress: rules, egress: [allow({ protocol: 'udp' })] }),
      ),
    ).toMatchInlineSnapshot(`
      "
      {"add":{"counter":{"family":"inet","name":"in/vpc1/a/2fb1247eb030"}}}
      {"add":{"counter":{"family":"inet","name":"in/vpc1/a/35c2ac6f602c"}}}
      {"add":{"counter":{"family":"inet","name":"in/vpc1/a/default"}}}
      {"add":{"counter":{"family":"inet","name":"out/vpc1/a/01b58b5a3866"}}}
      {"add":{"counter":{"family":"inet","name":"out/vpc1/a/default"}}}
      {"add":{"chain":{"family":"inet","name":"in/vpc1/a"}}}
      {"add":{"chain":{"family":"inet","name":"out/vpc1/a"}}}
      {"add":{"rule":{"family":"inet","chain":"in/vpc1/a","expr":[{"match":{"op":"==","left":{"payload":{"protocol":"tcp","field":"dport"}},"right":8080}},{"counter":"in/vpc1/a/2fb1247eb030"},{"return":null}],"comment":"web"}}}
      {"add":{"rule":{"family":"inet","chain":"in/vpc1/a","expr":[{"match":{"op":"==","left":{"payload":{"protocol":"tcp","field":"dport"}},"right":22}},{"counter":"in/vpc1/a/35c2ac6f602c"},{"counter":"denied/ingress-rule"},{"mangle":{"key":{"meta":{"key":"mark"}},"value":513}},{"goto":{"target":"denied"}}],"comment":"deny what ingress rule 2 matches"}}}
      {"add":{"rule":{"family":"inet","chain":"in/vpc1/a","expr":[{"counter":"in/vpc1/a/default"},{"counter":"denied/ingress-default"},{"mangle":{"key":{"meta":{"key":"mark"}},"value":3}},{"goto":{"target":"denied"}}],"comment":"drop everything that no ingress rule allows"}}}
      {"add":{"rule":{"family":"inet","chain":"out/vpc1/a","expr":[{"match":{"op":"==","left":{"meta":{"key":"l4proto"}},"right":"udp"}},{"counter":"out/vpc1/a/01b58b5a3866"},{"return":null}],"comment":"allow what egress rule 1 matches"}}}
      {"add":{"rule":{"family":"inet","chain":"out/vpc1/a","expr":[{"counter":"out/vpc1/a/default"},{"counter":"denied/egress-default"},{"mangle":{"key":{"meta":{"key":"mark"}},"value":4}},{"goto":{"target":"denied"}}],"comment":"drop everything that no egress rule allows"}}}
      {"add":{"element":{"family":"inet","name":"ingress","elem":[[{"concat":["br-vpc1","10.0.1.1"]},{"jump":{"target":"in/vpc1/a"}}]]}}}
      {"add":{"element":{"family":"inet","name":"egress","elem":[[{"concat":["br-vpc1","10.0.1.1"]},{"jump":{"target":"out/vpc1/a"}}]]}}}
      "
    `);
  });

  test('rules of a security group', () => {
    const ingress = [
      allow(),
      allow({ protocol: 'icmp', ports: { from: 1, to: 2 } }),
      allow({ ports: { from: 8000, to: 8100 } }),
      allow({ ...tcp(22), remotes: ['10.0.0.0/8'] }),
      deny({ remotes: ['10.0.0.1/32'], description: 'no "good"' }),
    ];
    expect(created(group('v', 's', [], { ingress }))).toMatchInlineSnapshot(`
      "
      {"add":{"counter":{"family":"inet","name":"in/v/s/96f0a26cae3a"}}}
      {"add":{"counter":{"family":"inet","name":"in/v/s/1bc882829a26"}}}
      {"add":{"counter":{"family":"inet","name":"in/v/s/e8424e0a6c15"}}}
      {"add":{"counter":{"family":"inet","name":"in/v/s/1a5d01802eee"}}}
      {"add":{"counter":{"family":"inet","name":"in/v/s/fc2bf0fdb1cb"}}}
      {"add":{"counter":{"family":"inet","name":"in/v/s/default"}}}
      {"add":{"chain":{"family":"inet","name":"in/v/s"}}}
      {"add":{"rule":{"family":"inet","chain":"in/v/s","expr":[{"counter":"in/v/s/96f0a26cae3a"},{"return":null}],"comment":"allow what ingress rule 1 matches"}}}
      {"add":{"rule":{"family":"inet","chain":"in/v/s","expr":[{"match":{"op":"==","left":{"payload":{"protocol":"icmp","field":"type"}},"right":{"range":[1,2]}}},{"counter":"in/v/s/1bc882829a26"},{"return":null}],"comment":"allow what ingress rule 2 matches"}}}
      {"add":{"rule":{"family":"inet","chain":"in/v/s","expr":[{"match":{"op":"==","left":{"meta":{"key":"l4proto"}},"right":{"set":["tcp","udp"]}}},{"match":{"op":"==","left":{"payload":{"protocol":"th","field":"dport"}},"right":{"range":[8000,8100]}}},{"counter":"in/v/s/e8424e0a6c15"},{"return":null}],"comment":"allow what ingress rule 3 matches"}}}
      {"add":{"rule":{"family":"inet","chain":"in/v/s","expr":[{"match":{"op":"==","left":{"payload":{"protocol":"tcp","field":"dport"}},"right":22}},{"match":{"op":"==","left":{"payload":{"protocol":"ip","field":"saddr"}},"right":{"prefix":{"addr":"10.0.0.0","len":8}}}},{"counter":"in/v/s/1a5d01802eee"},{"return":null}],"comment":"allow what ingress rule 4 matches"}}}
      {"add":{"rule":{"family":"inet","chain":"in/v/s","expr":[{"match":{"op":"==","left":{"payload":{"protocol":"ip","field":"saddr"}},"right":"10.0.0.1"}},{"counter":"in/v/s/fc2bf0fdb1cb"},{"counter":"denied/ingress-rule"},{"mangle":{"key":{"meta":{"key":"mark"}},"value":1281}},{"goto":{"target":"denied"}}],"comment":"no 'good'"}}}
      {"add":{"rule":{"family":"inet","chain":"in/v/s","expr":[{"counter":"in/v/s/default"},{"counter":"denied/ingress-default"},{"mangle":{"key":{"meta":{"key":"mark"}},"value":3}},{"goto":{"target":"denied"}}],"comment":"drop everything that no ingress rule allows"}}}
      "
    `);
  });
});

describe('a change of a security group', () => {
  const before = group('vpc1', 'a', ['10.0.1.1'], { ingress: rules });

  test('of rules replaces them in place', () => {
    const after = group('vpc1', 'a', ['10.0.1.1'], { ingress: rules.slice(0, 1) });
    expect(updated(before, after)).toMatchInlineSnapshot(`
      "
      {"flush":{"chain":{"family":"inet","name":"in/vpc1/a"}}}
      {"delete":{"counter":{"family":"inet","name":"in/vpc1/a/35c2ac6f602c"}}}
      {"add":{"rule":{"family":"inet","chain":"in/vpc1/a","expr":[{"match":{"op":"==","left":{"payload":{"protocol":"tcp","field":"dport"}},"right":8080}},{"counter":"in/vpc1/a/2fb1247eb030"},{"return":null}],"comment":"web"}}}
      {"add":{"rule":{"family":"inet","chain":"in/vpc1/a","expr":[{"counter":"in/vpc1/a/default"},{"counter":"denied/ingress-default"},{"mangle":{"key":{"meta":{"key":"mark"}},"value":3}},{"goto":{"target":"denied"}}],"comment":"drop everything that no ingress rule allows"}}}
      "
    `);
  });

  test('of addresses changes elements', () => {
    const after = group('vpc1', 'a', ['10.0.1.2'], { ingress: rules });
    expect(updated(before, after)).toMatchInlineSnapshot(`
      "
      {"delete":{"element":{"family":"inet","name":"ingress","elem":[[{"concat":["br-vpc1","10.0.1.1"]},{"jump":{"target":"in/vpc1/a"}}]]}}}
      {"add":{"element":{"family":"inet","name":"ingress","elem":[[{"concat":["br-vpc1","10.0.1.2"]},{"jump":{"target":"in/vpc1/a"}}]]}}}
      "
    `);
  });

  test('of directions changes chains', () => {
    const after = group('vpc1', 'a', ['10.0.1.1'], { egress: [] });
    expect(updated(before, after)).toMatchInlineSnapshot(`
      "
      {"delete":{"element":{"family":"inet","name":"ingress","elem":[[{"concat":["br-vpc1","10.0.1.1"]},{"jump":{"target":"in/vpc1/a"}}]]}}}
      {"delete":{"chain":{"family":"inet","name":"in/vpc1/a"}}}
      {"delete":{"counter":{"family":"inet","name":"in/vpc1/a/2fb1247eb030"}}}
      {"delete":{"counter":{"family":"inet","name":"in/vpc1/a/35c2ac6f602c"}}}
      {"delete":{"counter":{"family":"inet","name":"in/vpc1/a/default"}}}
      {"add":{"counter":{"family":"inet","name":"out/vpc1/a/default"}}}
      {"add":{"chain":{"family":"inet","name":"out/vpc1/a"}}}
      {"add":{"rule":{"family":"inet","chain":"out/vpc1/a","expr":[{"counter":"out/vpc1/a/default"},{"counter":"denied/egress-default"},{"mangle":{"key":{"meta":{"key":"mark"}},"value":4}},{"goto":{"target":"denied"}}],"comment":"drop everything that no egress rule allows"}}}
      {"add":{"element":{"family":"inet","name":"egress","elem":[[{"concat":["br-vpc1","10.0.1.1"]},{"jump":{"target":"out/vpc1/a"}}]]}}}
      "
    `);
  });
});

describe('the packet filter', () => {
  test('is deleted with all of its content', () => {
    const all = [filter, router('vpc1', 7001, '10.0.0.1')];
    expect(lines(transition(all, []))).toMatchInlineSnapshot(`
      "
      {"add":{"table":{"family":"inet","name":"vpcctl"}}}
      {"delete":{"table":{"family":"inet","name":"vpcctl"}}}
      {"add":{"table":{"family":"bridge","name":"vpcctl"}}}
      {"delete":{"table":{"family":"bridge","name":"vpcctl"}}}
      {"add":{"table":{"family":"arp","name":"vpcctl"}}}
      {"delete":{"table":{"family":"arp","name":"vpcctl"}}}
      "
    `);
  });

  test('leaves rules outside the VPCs alone', () => {
    const hooks = transaction([{ action: 'create', after: filter }]).filter((object) =>
      JSON.stringify(object).includes('"hook"'),
    );
    expect(hooks).toHaveLength(15);
    for (const hook of hooks) expect(JSON.stringify(hook)).toContain('"policy":"accept"');
  });
});

describe('a compiled transaction', () => {
  test('has a reason', () => {
    const [command, ...rest] = nftables.compile([
      { action: 'create', after: router('vpc1', 7001, '10.0.0.1') },
      { action: 'create', after: internet('vpc1', 7001, 'eth0', '10.0.1.1') },
    ]);
    expect(rest).toEqual([]);
    expect(command).toMatchObject({
      op: 'nft.transaction',
      phase: 'filter',
      why: 'the router of vpc1, 10.0.1.1 is public',
    });
  });

  test('is none without changes', () => {
    expect(nftables.compile([])).toEqual([]);
  });

  test('is refused for other kinds', () => {
    const stranger = { kind: 'bridge', id: 'bridge:b', attributes: {}, why: '' };
    expect(() => nftables.compile([{ action: 'create', after: stranger }])).toThrow('bridge:b');
  });
});
