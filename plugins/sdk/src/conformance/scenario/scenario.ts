/**
 * Links, namespaces and routes for the packets, with the operations and phases of the core's driver.
 */

import type { Operation } from '../../operation/operation.js';
import type { Resource } from '../../resource/resource.js';
import { hairpinOf } from '../../view/views.js';
import { inside, onHost, route, setting } from './operations.js';
import { filter, hairpin, internet, port, router } from './resources.js';

export interface Vpc {
  readonly name: string;
  /** The first two octets of its /16. */
  readonly net: string;
  /** One digit: the last of its segment, and part of its MACs. */
  readonly number: number;
  readonly subnets: readonly Subnet[];
}

export interface Subnet {
  readonly name: string;
  /** The third octet of its /24, one digit; its address is the first host. */
  readonly third: number;
  readonly isPublic: boolean;
}

export const namespaceOf = (vpc: Vpc, { name }: Subnet): string => `${vpc.name}-${name}`;
export const addressOf = ({ net }: Vpc, { third }: Subnet): string => `${net}.${third}.1`;
export const bridgeOf = ({ name }: Vpc): string => `br-${name}`;
export const portOf = (vpc: Vpc, { name }: Subnet): string =>
  `veth-${vpc.name}-${name}`.slice(0, 15);
export const macOf = ({ number }: Vpc, { third }: Subnet): string =>
  `02:00:00:00:${number}0:0${third}`;
export const segmentOf = ({ number }: Vpc): number => 7000 + number;
export const gatewayOf = ({ net }: Vpc): string => `${net}.0.1`;
const cidrOf = ({ net }: Vpc): string => `${net}.0.0/16`;

/** The way to the internet, from the lab's host. */
const UPLINK = 'eth0';
const INTERNET = '203.0.113.1';

/** A bridge that forgets no MAC, as its ports are not flooded. */
const ROUTER = { kind: 'bridge', multicastSnooping: false, ageingTime: 4_294_967_295 } as const;

/**
 * Operations that build `vpcs`, with routes between each pair of `peers`, and without a packet
 * policy.
 */
export function buildScenario(
  vpcs: readonly Vpc[],
  peers: readonly (readonly [Vpc, Vpc])[],
): Operation[] {
  const pairs = peers.flatMap(([one, other]) => [
    { of: one, to: other },
    { of: other, to: one },
  ]);
  return [
    setting(null, 'net/ipv4/ip_forward', 1),
    ...vpcs.flatMap(buildVpc),
    ...pairs.map(({ of, to }) =>
      route(onHost('create'), bridgeOf(to), cidrOf(to), { table: segmentOf(of) }),
    ),
  ];
}

/** Operations that remove `vpcs` again. */
export function removeScenario(vpcs: readonly Vpc[]): Operation[] {
  const detach = onHost('detach');
  return [
    ...vpcs.flatMap((vpc): Operation[] => [
      ...vpc.subnets.flatMap((subnet): Operation[] => [
        { op: 'link.delete', ...detach, link: portOf(vpc, subnet) },
        { op: 'namespace.delete', ...detach, name: namespaceOf(vpc, subnet) },
      ]),
      ...rulesOf(vpc).map((rule): Operation => ({ op: 'rule.delete', ...detach, ...rule })),
      { op: 'link.delete', ...detach, link: bridgeOf(vpc) },
      { ...defaultRoute(vpc), op: 'route.delete', phase: 'detach' },
    ]),
    setting(null, 'net/ipv4/ip_forward', 0),
  ];
}

function defaultRoute(vpc: Vpc) {
  return route(onHost('create'), UPLINK, null, { via: INTERNET, table: segmentOf(vpc) });
}

function buildVpc(vpc: Vpc): Operation[] {
  const link = bridgeOf(vpc);
  const table = segmentOf(vpc);
  const source = gatewayOf(vpc);
  const create = onHost('create');
  return [
    { op: 'link.add', ...create, link, mac: `02:00:00:00:${vpc.number}0:00`, device: ROUTER },
    { op: 'link.set', ...create, link, addressGeneration: 'none' },
    { op: 'link.set', ...create, link, up: true },
    { op: 'address.add', ...create, link, cidr: `${source}/16` },
    route(create, link, cidrOf(vpc), { metric: table, source }),
    route(create, link, cidrOf(vpc), { table }),
    defaultRoute(vpc),
    ...rulesOf(vpc).map((rule): Operation => ({ op: 'rule.add', ...create, ...rule })),
    setting(link, `net/ipv6/conf/${link}/disable_ipv6`, 1),
    setting(link, `net/ipv4/conf/${link}/proxy_arp_pvlan`, 1),
    setting(link, `net/ipv4/neigh/${link}/proxy_delay`, 0),
    setting(link, `net/ipv4/conf/${link}/send_redirects`, 0),
    setting(link, `net/ipv4/conf/${link}/src_valid_mark`, 1),
    // As on a host that forwards a port of its own 127.0.0.1.
    setting(link, `net/ipv4/conf/${link}/route_localnet`, 1),
    ...vpc.subnets.flatMap((subnet) => buildSubnet(vpc, subnet)),
  ];
}

function rulesOf(vpc: Vpc) {
  const table = segmentOf(vpc);
  const hairpinTable = hairpinOf({ segment: table });
  const iif = bridgeOf(vpc);
  return [
    { priority: table, iif, fwmark: null, mask: null, table, goto: null },
    { priority: table, iif: null, fwmark: table, mask: null, table, goto: null },
    // Hairpin packets use their own table; the reverse-path check uses the VPC's table.
    { priority: 7000, iif, fwmark: hairpinTable, mask: null, table: hairpinTable, goto: null },
    { priority: table, iif: null, fwmark: hairpinTable, mask: null, table, goto: null },
  ];
}

function buildSubnet(vpc: Vpc, subnet: Subnet): Operation[] {
  const namespace = namespaceOf(vpc, subnet);
  const link = portOf(vpc, subnet);
  const address = addressOf(vpc, subnet);
  const guestMac = macOf(vpc, subnet);
  const mac = `02:00:00:00:${vpc.number}1:0${subnet.third}`;
  const peer = { name: 'eth0', mac: guestMac, namespace };
  const [create, up, guest] = [onHost('create'), onHost('up'), inside('configure', namespace)];
  const table = hairpinOf({ segment: segmentOf(vpc) });
  return [
    { op: 'namespace.add', ...create, name: namespace },
    { op: 'link.add', ...create, link, mac, device: { kind: 'veth', peer } },
    { op: 'link.set', ...create, link, addressGeneration: 'none', master: bridgeOf(vpc) },
    { op: 'bridge-port.set', ...create, link, isolated: true },
    { op: 'link.set', ...up, link, up: true },
    { op: 'neighbour.replace', ...up, link, address, mac: guestMac },
    route(up, link, `${address}/32`, { table }),
    setting(link, `net/ipv6/conf/${link}/disable_ipv6`, 1),
    { op: 'link.set', ...guest, link: 'lo', up: true },
    { op: 'link.set', ...guest, link: 'eth0', addressGeneration: 'none' },
    { op: 'link.set', ...guest, link: 'eth0', up: true },
    { op: 'address.add', ...guest, link: 'eth0', cidr: `${address}/24` },
    route(guest, 'eth0', `${vpc.net}.${subnet.third}.0/24`, { source: address }),
    route(guest, 'eth0', null, { via: gatewayOf(vpc), onlink: true }),
  ];
}

/** The hairpin of a VPC, for all of its workloads. */
export function backInto(vpc: Vpc): Resource {
  const ports = vpc.subnets.map((subnet) => portOf(vpc, subnet));
  return hairpin([vpc.name, segmentOf(vpc)], [gatewayOf(vpc), cidrOf(vpc)], ports);
}

/** The policy of VPCs without peerings and groups. */
export function policyOf(vpcs: readonly Vpc[]): Resource[] {
  return [
    filter,
    ...vpcs.map((vpc) => router(vpc.name, segmentOf(vpc), gatewayOf(vpc))),
    ...vpcs.flatMap((vpc) =>
      vpc.subnets.flatMap((subnet) => [
        port(vpc.name, portOf(vpc, subnet), macOf(vpc, subnet), addressOf(vpc, subnet)),
        ...(subnet.isPublic
          ? [internet(vpc.name, segmentOf(vpc), 'eth0', addressOf(vpc, subnet))]
          : []),
      ]),
    ),
  ];
}
