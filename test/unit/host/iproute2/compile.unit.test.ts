import {
  type Change,
  isLineOperation,
  lineOf,
  type Operation,
  planInvocations,
  type Resource,
} from '@vpcctl/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderInvocation } from '../../../../src/host/executor/executors.js';
import { createIproute2Driver } from '../../../../src/host/index.js';
import { creations, deletions, network, networkShape } from '../../../support/host/resources.js';

const driver = createIproute2Driver({ ipv6: true });
const resources = network({ vpcs: [1], altnames: true, peered: false });

const render = (changes: Change[], { compile } = driver) =>
  planInvocations(compile(changes))
    .flat()
    .flatMap((each) => renderInvocation(each));

function resource(id: string): Resource {
  const found = resources.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
}

/** An update of a resource that was found with other attributes. */
function update(id: string, found: Resource['attributes']): Change {
  const after = resource(id);
  return {
    action: 'update',
    before: { ...after, attributes: { ...after.attributes, ...found } },
    after,
  };
}

describe('compile', () => {
  it('builds a VPC with a subnet; sysctls of links are set before a port goes up', () => {
    expect(render(creations(resources))).toMatchInlineSnapshot(`
      [
        "ip -batch - <<'EOF'",
        "link add name br-vpc1 address 02:00:00:00:01:00 type bridge mcast_snooping 0 ageing_time 4294967295",
        "link property add dev br-vpc1 altname br-vpc1-with-a-long-name",
        "link set dev br-vpc1 addrgenmode none alias vpcctl:vpc1",
        "link set dev br-vpc1 up",
        "addr add 10.1.0.1/16 dev br-vpc1 noprefixroute",
        "route add 10.1.0.0/16 table main dev br-vpc1 metric 101 src 10.1.0.1",
        "route add 10.1.0.0/16 table 101 dev br-vpc1",
        "route add default table 101 via 203.0.113.1 dev eth0",
        "rule add priority 98 fwmark 1616/0xfff0 goto 101",
        "rule add priority 101 iif br-vpc1 lookup 101",
        "rule add priority 101 fwmark 101 lookup 101",
        "rule add priority 99 iif br-vpc1 fwmark 201 lookup 201",
        "netns add vpc1-net1",
        "link add name veth-vpc1-net1 address 02:00:00:00:01:11 type veth peer name veth-ns-net1 address 02:00:00:00:01:21 netns vpc1-net1",
        "link property add dev veth-vpc1-net1 altname veth-vpc1-net1-with-a-long-name",
        "link set dev veth-vpc1-net1 addrgenmode none alias vpcctl:vpc1/net1 master br-vpc1",
        "link set dev veth-vpc1-net1 type bridge_slave isolated on flood off",
        "EOF",
        "sysctl -w net/ipv4/conf/br-vpc1/proxy_arp_pvlan=1",
        "ip -batch - <<'EOF'",
        "link set dev veth-vpc1-net1 up",
        "neigh flush dev br-vpc1",
        "neigh replace 10.1.1.1 lladdr 02:00:00:00:01:21 dev veth-vpc1-net1 nud permanent",
        "route add 10.1.1.1/32 table 201 dev veth-vpc1-net1",
        "EOF",
        "sysctl -w net/ipv4/ip_forward=1",
        "ip -n vpc1-net1 -batch - <<'EOF'",
        "link set dev lo up",
        "link property add dev veth-ns-net1 altname veth-ns-net1-with-a-long-name",
        "link set dev veth-ns-net1 addrgenmode none",
        "link set dev veth-ns-net1 up",
        "addr add 10.1.1.1/24 dev veth-ns-net1 noprefixroute",
        "route add default table main via 10.1.0.1 dev veth-ns-net1 onlink",
        "EOF",
      ]
    `);
  });

  it('deletes it at once, and leaves out objects that disappear with their link', () => {
    expect(render(deletions(resources))).toMatchInlineSnapshot(`
      [
        "ip -force -batch - <<'EOF'",
        "link del dev veth-vpc1-net1",
        "netns del vpc1-net1",
        "rule del priority 99 iif br-vpc1 fwmark 201 lookup 201",
        "rule del priority 101 fwmark 101 lookup 101",
        "rule del priority 101 iif br-vpc1 lookup 101",
        "rule del priority 98 fwmark 1616/0xfff0 goto 101",
        "route del default table 101 via 203.0.113.1 dev eth0",
        "link del dev br-vpc1",
        "EOF",
        "sysctl -w net/ipv4/ip_forward=0",
      ]
    `);
  });

  it('deletes addresses and routes one by one where their links stay', () => {
    const gone = [
      'route:vpc1-net1:default',
      'address:vpc1-net1',
      'route:101:own',
      'address:br-vpc1',
    ];
    const changes = gone.map((id): Change => ({ action: 'delete', before: resource(id) }));
    expect(render(changes)).toMatchInlineSnapshot(`
      [
        "ip -n vpc1-net1 -force -batch - <<'EOF'",
        "route del default table main via 10.1.0.1 dev veth-ns-net1 onlink",
        "addr del 10.1.1.1/24 dev veth-ns-net1",
        "EOF",
        "ip -force -batch - <<'EOF'",
        "route del 10.1.0.0/16 table 101 dev br-vpc1",
        "addr del 10.1.0.1/16 dev br-vpc1",
        "EOF",
      ]
    `);
  });

  it('fixes a bridge in place', () => {
    expect(
      render([
        update('bridge:br-vpc1', { altname: null, mac: '02:00:00:00:aa:aa', deviations: ['down'] }),
      ]),
    ).toMatchInlineSnapshot(`
      [
        "ip -batch - <<'EOF'",
        "link property add dev br-vpc1 altname br-vpc1-with-a-long-name",
        "link set dev br-vpc1 address 02:00:00:00:01:00 addrgenmode none alias vpcctl:vpc1",
        "link set dev br-vpc1 up",
        "EOF",
      ]
    `);
  });

  it('fixes a port in place, and recreates the veth pair where its guest end is out of reach', () => {
    expect(render([update('veth:vpc1-net1', { bridge: '' })])).toMatchInlineSnapshot(`
      [
        "ip -batch - <<'EOF'",
        "link set dev veth-vpc1-net1 down",
        "link set dev veth-vpc1-net1 addrgenmode none alias vpcctl:vpc1/net1 master br-vpc1",
        "link set dev veth-vpc1-net1 type bridge_slave isolated on flood off",
        "link set dev veth-vpc1-net1 up",
        "neigh flush dev br-vpc1",
        "EOF",
        "ip -n vpc1-net1 -batch - <<'EOF'",
        "link set dev veth-ns-net1 addrgenmode none",
        "link set dev veth-ns-net1 up",
        "EOF",
      ]
    `);
    const peer = { name: 'veth-ns-net1', altname: null, mac: '', namespace: '' };
    expect(render([update('veth:vpc1-net1', { peer })])).toMatchInlineSnapshot(`
      [
        "ip link del dev veth-vpc1-net1",
        "ip -batch - <<'EOF'",
        "link add name veth-vpc1-net1 address 02:00:00:00:01:11 type veth peer name veth-ns-net1 address 02:00:00:00:01:21 netns vpc1-net1",
        "link property add dev veth-vpc1-net1 altname veth-vpc1-net1-with-a-long-name",
        "link set dev veth-vpc1-net1 addrgenmode none alias vpcctl:vpc1/net1 master br-vpc1",
        "link set dev veth-vpc1-net1 type bridge_slave isolated on flood off",
        "link set dev veth-vpc1-net1 up",
        "neigh flush dev br-vpc1",
        "EOF",
        "ip -n vpc1-net1 -batch - <<'EOF'",
        "link property add dev veth-ns-net1 altname veth-ns-net1-with-a-long-name",
        "link set dev veth-ns-net1 addrgenmode none",
        "link set dev veth-ns-net1 up",
        "EOF",
      ]
    `);
  });

  it('replaces a route with another gateway, and recreates one with another destination', () => {
    expect(render([update('route:101:uplink', { via: '203.0.113.7' })])).toMatchInlineSnapshot(`
      [
        "ip route replace default table 101 via 203.0.113.1 dev eth0",
      ]
    `);
    expect(render([update('route:101:uplink', { metric: 7 })])).toMatchInlineSnapshot(`
      [
        "ip route del default table 101 via 203.0.113.1 dev eth0 metric 7",
        "ip route add default table 101 via 203.0.113.1 dev eth0",
      ]
    `);
    expect(render([update('rule:101:iif', { table: 9 })])).toMatchInlineSnapshot(`
      [
        "ip rule del priority 101 iif br-vpc1 lookup 9",
        "ip rule add priority 101 iif br-vpc1 lookup 101",
      ]
    `);
    expect(render([update('address:br-vpc1', { cidr: '10.9.0.1/16' })])).toMatchInlineSnapshot(`
      [
        "ip addr del 10.9.0.1/16 dev br-vpc1",
        "ip addr add 10.1.0.1/16 dev br-vpc1 noprefixroute",
      ]
    `);
  });

  it('has no IPv6 settings where the kernel lacks IPv6, which would refuse them', () => {
    const lines = render(creations(resources), createIproute2Driver({ ipv6: false }));
    expect(lines.join('\n')).not.toContain('addrgenmode');
    expect(lines.filter((line) => /^link set dev \S+$/.test(line))).toEqual([]);
  });

  /** A port comes up, or a resource is created that needs a port which is up. */
  const isOfPort = (operation: Operation) =>
    isLineOperation(operation) &&
    /^(link set dev veth\S* up|neigh flush dev \S+|neigh replace .*|route add .* dev veth\S+)$/.test(
      lineOf(operation).words.join(' '),
    );

  const isOfLink = (operation: Operation) =>
    operation.op === 'sysctl.set' && operation.key.includes('/br-');

  it('puts operations in namespaces and on the host into their phases', () => {
    fc.assert(
      fc.property(networkShape, (shape) => {
        const all = network(shape);
        const created = driver.compile(creations(all));
        const deleted = driver.compile(deletions(all));
        for (const operation of created) {
          const settles =
            (operation.op === 'sysctl.set' && !isOfLink(operation)) || operation.namespace !== null;
          const raises = isOfLink(operation) || isOfPort(operation);
          expect(operation.phase).toBe(settles ? 'configure' : raises ? 'up' : 'create');
        }
        for (const { op, phase } of deleted)
          expect(phase).toBe(op === 'sysctl.set' ? 'configure' : 'detach');
      }),
    );
  });

  it('serves its kinds, and skips other kinds', () => {
    expect([...driver.kinds].sort()).toEqual([
      'address',
      'bridge',
      'namespace',
      'namespace-alias',
      'neighbour',
      'route',
      'rule',
      'sysctl',
      'veth',
    ]);
    const after: Resource = {
      kind: 'vpc-boundary',
      id: 'vpc-boundary:a',
      attributes: {},
      why: 'a test',
    };
    expect(driver.compile([{ action: 'create', after }])).toEqual([]);
  });
});
