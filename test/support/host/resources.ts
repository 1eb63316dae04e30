import type {
  Bridge,
  Change,
  LinkAddress,
  Namespace,
  Neighbour,
  Resource,
  Route,
  Rule,
  Sysctl,
  Veth,
} from '@vpcctl/sdk';
import fc from 'fast-check';

/** A small network as resources: the links of VPCs as the product's features make them. */
export interface NetworkShape {
  /** The number of subnets of each VPC. */
  readonly vpcs: readonly number[];
  readonly altnames: boolean;
  /** Whether the VPCs have routes into each other. */
  readonly peered: boolean;
}

export const networkShape: fc.Arbitrary<NetworkShape> = fc.record({
  vpcs: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 2 }),
  altnames: fc.boolean(),
  peered: fc.boolean(),
});

const why = 'a test';

/** The resources of a network, in an order in which they can be built. */
export function network({ vpcs, altnames, peered }: NetworkShape): Resource[] {
  const forwarding: Sysctl = {
    kind: 'sysctl',
    id: 'sysctl:net/ipv4/ip_forward',
    attributes: { key: 'net/ipv4/ip_forward', value: '1', restore: '0' },
    why,
  };
  const numbers = vpcs.map((_, index) => index + 1);
  return [
    forwarding,
    ...numbers.flatMap((number) => [
      ...vpc(number, altnames),
      ...Array.from({ length: vpcs[number - 1] ?? 0 }, (_, index) =>
        subnet(number, index + 1, altnames),
      ).flat(),
    ]),
    ...(peered ? numbers.flatMap((from) => numbers.flatMap((to) => peering(from, to))) : []),
  ];
}

function vpc(vpcNumber: number, altnames: boolean): Resource[] {
  const name = `br-vpc${vpcNumber}`;
  const table = 100 + vpcNumber;
  const bridge: Bridge = {
    kind: 'bridge',
    id: `bridge:${name}`,
    attributes: {
      name,
      altname: altnames ? `${name}-with-a-long-name` : null,
      mac: `02:00:00:00:0${vpcNumber}:00`,
      alias: `vpcctl:vpc${vpcNumber}`,
    },
    why,
  };
  const address: LinkAddress = {
    kind: 'address',
    id: `address:${name}`,
    attributes: { namespace: null, link: name, cidr: `10.${vpcNumber}.0.1/16` },
    dependsOn: [bridge.id],
    why,
  };
  const sysctl: Sysctl = {
    kind: 'sysctl',
    id: `sysctl:${name}`,
    attributes: { key: `net/ipv4/conf/${name}/proxy_arp_pvlan`, value: '1', restore: null },
    dependsOn: [bridge.id],
    why,
  };
  const source = `10.${vpcNumber}.0.1`;
  return [
    bridge,
    address,
    sysctl,
    route(`main:${name}`, {
      link: name,
      destination: `10.${vpcNumber}.0.0/16`,
      metric: table,
      source,
    }),
    route(`${table}:own`, { link: name, destination: `10.${vpcNumber}.0.0/16`, table }),
    route(`${table}:uplink`, { link: 'eth0', destination: 'default', via: '203.0.113.1', table }),
    rule(`${table}:goto`, {
      ...noRule,
      priority: 98,
      fwmark: table * 16,
      mask: 0xfff0,
      goto: table,
    }),
    rule(`${table}:iif`, { ...noRule, priority: table, iif: name, table }),
    rule(`${table}:fwmark`, { ...noRule, priority: table, fwmark: table, table }),
    rule(`${table}:hairpin`, {
      ...noRule,
      priority: 99,
      iif: name,
      fwmark: table + 100,
      table: table + 100,
    }),
  ];
}

function subnet(vpcNumber: number, number: number, altnames: boolean): Resource[] {
  const name = `vpc${vpcNumber}-net${number}`;
  const peer = `veth-ns-net${number}`;
  const namespace: Namespace = {
    kind: 'namespace',
    id: `namespace:${name}`,
    attributes: { name },
    why,
  };
  const veth: Veth = {
    kind: 'veth',
    id: `veth:${name}`,
    attributes: {
      name: `veth-${name}`,
      altname: altnames ? `veth-${name}-with-a-long-name` : null,
      mac: `02:00:00:00:0${vpcNumber}:1${number}`,
      alias: `vpcctl:vpc${vpcNumber}/net${number}`,
      bridge: `br-vpc${vpcNumber}`,
      peer: {
        name: peer,
        altname: altnames ? `${peer}-with-a-long-name` : null,
        mac: `02:00:00:00:0${vpcNumber}:2${number}`,
        namespace: name,
      },
    },
    dependsOn: [namespace.id, `bridge:br-vpc${vpcNumber}`],
    why,
  };
  const address: LinkAddress = {
    kind: 'address',
    id: `address:${name}`,
    attributes: { namespace: name, link: peer, cidr: `10.${vpcNumber}.${number}.1/24` },
    dependsOn: [veth.id],
    why,
  };
  const gateway = { via: `10.${vpcNumber}.0.1`, onlink: true };
  const defaultRoute = {
    ...route(`${name}:default`, {
      namespace: name,
      link: peer,
      destination: 'default',
      ...gateway,
    }),
    dependsOn: [address.id],
  };
  return [namespace, veth, address, defaultRoute, ...hairpin(vpcNumber, number, veth)];
}

/** The hairpin route to a workload: out of its port, in a routing table of its own. */
function hairpin(vpcNumber: number, number: number, { id, attributes }: Veth): Resource[] {
  const link = attributes.name;
  const to = `10.${vpcNumber}.${number}.1`;
  const neighbour: Neighbour = {
    kind: 'neighbour',
    id: `neighbour:${link}`,
    attributes: { link, address: to, mac: attributes.peer.mac },
    dependsOn: [id],
    why,
  };
  const table = 200 + vpcNumber;
  const way = route(`${table}:${to}`, { link, destination: `${to}/32`, table });
  return [neighbour, { ...way, dependsOn: [id] }];
}

/** Routes of one VPC into the other: they go with the other's bridge. */
function peering(from: number, to: number): Resource[] {
  if (from === to) return [];
  const id = `${100 + from}:peer-${to}`;
  const link = `br-vpc${to}`;
  return [route(id, { link, destination: `10.${to}.0.0/16`, table: 100 + from })];
}

function route(id: string, attributes: Partial<Route['attributes']> & { link: string }): Route {
  const { link } = attributes;
  return {
    kind: 'route',
    id: `route:${id}`,
    attributes: {
      namespace: null,
      table: 'main',
      destination: 'default',
      via: null,
      onlink: false,
      metric: null,
      source: null,
      ...attributes,
    },
    dependsOn: link.startsWith('br-') ? [`address:${link}`] : [],
    why,
  };
}

const noRule = { iif: null, fwmark: null, mask: null, table: null, goto: null };

function rule(id: string, attributes: Rule['attributes']): Rule {
  return { kind: 'rule', id: `rule:${id}`, attributes, why };
}

/** The resources in the order given. */
export function creations(resources: readonly Resource[]): Change[] {
  return resources.map((after) => ({ action: 'create', after }));
}

/** Dependents first. */
export function deletions(resources: readonly Resource[]): Change[] {
  return [...resources].reverse().map((before) => ({ action: 'delete', before }));
}
