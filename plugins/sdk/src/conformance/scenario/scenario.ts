/**
 * Links, namespaces and routes for the packets, with the commands and phases of the core's driver.
 */
import type { BatchLine, HostCommand, Phase, SysctlWrite } from '../../contract/driver.js';
import type { Resource } from '../../contract/resource.js';
import { hairpinOf } from '../../contract/views.js';
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

/**
 * Commands that build `vpcs`, with routes between each pair of `peers`, and without a packet
 * policy.
 */
export function buildScenario(
  vpcs: readonly Vpc[],
  peers: readonly (readonly [Vpc, Vpc])[],
): HostCommand[] {
  return [
    setting('net/ipv4/ip_forward', 1),
    ...vpcs.flatMap(buildVpc),
    ...peers.flatMap(([one, other]) => [
      line(
        'create',
        null,
        `route add ${cidrOf(one)} dev ${bridgeOf(one)} table ${segmentOf(other)}`,
      ),
      line(
        'create',
        null,
        `route add ${cidrOf(other)} dev ${bridgeOf(other)} table ${segmentOf(one)}`,
      ),
    ]),
  ];
}

/** Commands that remove `vpcs` again. */
export function removeScenario(vpcs: readonly Vpc[]): HostCommand[] {
  return [
    ...vpcs.flatMap((vpc) => [
      ...vpc.subnets.flatMap((subnet) => [
        line('detach', null, `link del dev ${portOf(vpc, subnet)}`),
        line('detach', null, `netns del ${namespaceOf(vpc, subnet)}`),
      ]),
      ...rulesOf(vpc).map((rule) => line('detach', null, `rule del ${rule}`)),
      line('detach', null, `link del dev ${bridgeOf(vpc)}`),
      line('detach', null, `route del default via 203.0.113.1 dev eth0 table ${segmentOf(vpc)}`),
    ]),
    setting('net/ipv4/ip_forward', 0),
  ];
}

function buildVpc(vpc: Vpc): HostCommand[] {
  const link = bridgeOf(vpc);
  const table = segmentOf(vpc);
  return [
    ...[
      `link add name ${link} address 02:00:00:00:${vpc.number}0:00 type bridge mcast_snooping 0`,
      `link set dev ${link} addrgenmode none`,
      `link set dev ${link} up`,
      `addr add ${gatewayOf(vpc)}/16 dev ${link} noprefixroute`,
      `route add ${cidrOf(vpc)} dev ${link} metric ${table} src ${gatewayOf(vpc)}`,
      `route add ${cidrOf(vpc)} dev ${link} table ${table}`,
      `route add default via 203.0.113.1 dev eth0 table ${table}`,
      ...rulesOf(vpc).map((rule) => `rule add ${rule}`),
    ].map((words) => line('create', null, words)),
    setting(`net/ipv6/conf/${link}/disable_ipv6`, 1),
    setting(`net/ipv4/conf/${link}/proxy_arp_pvlan`, 1),
    setting(`net/ipv4/neigh/${link}/proxy_delay`, 0),
    setting(`net/ipv4/conf/${link}/send_redirects`, 0),
    setting(`net/ipv4/conf/${link}/src_valid_mark`, 1),
    // As on a host that forwards a port of its own 127.0.0.1.
    setting(`net/ipv4/conf/${link}/route_localnet`, 1),
    ...vpc.subnets.flatMap((subnet) => buildSubnet(vpc, subnet)),
  ];
}

const rulesOf = (vpc: Vpc): readonly string[] => {
  const table = segmentOf(vpc);
  return [
    `priority ${table} iif ${bridgeOf(vpc)} lookup ${table}`,
    `priority ${table} fwmark ${table} lookup ${table}`,
    // Hairpin packets use their own table; the reverse-path check uses the VPC's table.
    `priority 7000 iif ${bridgeOf(vpc)} fwmark ${hairpinOf({ segment: table })} lookup ${hairpinOf({ segment: table })}`,
    `priority ${table} fwmark ${hairpinOf({ segment: table })} lookup ${table}`,
  ];
};

function buildSubnet(vpc: Vpc, subnet: Subnet): HostCommand[] {
  const namespace = namespaceOf(vpc, subnet);
  const hostEnd = portOf(vpc, subnet);
  const address = addressOf(vpc, subnet);
  const made = `link add name ${hostEnd} address 02:00:00:00:${vpc.number}1:0${subnet.third} type veth`;
  const peer = `peer name eth0 address ${macOf(vpc, subnet)} netns ${namespace}`;
  return [
    ...[
      `netns add ${namespace}`,
      `${made} ${peer}`,
      `link set dev ${hostEnd} addrgenmode none master ${bridgeOf(vpc)}`,
      `link set dev ${hostEnd} type bridge_slave isolated on`,
    ].map((words) => line('create', null, words)),
    ...[
      `link set dev ${hostEnd} up`,
      `neigh add ${address} lladdr ${macOf(vpc, subnet)} dev ${hostEnd} nud permanent`,
      `route add ${address}/32 dev ${hostEnd} table ${hairpinOf({ segment: segmentOf(vpc) })}`,
    ].map((words) => line('up', null, words)),
    setting(`net/ipv6/conf/${hostEnd}/disable_ipv6`, 1),
    ...[
      'link set dev lo up',
      'link set dev eth0 addrgenmode none',
      'link set dev eth0 up',
      `addr add ${address}/24 dev eth0 noprefixroute`,
      `route add ${vpc.net}.${subnet.third}.0/24 dev eth0 src ${address}`,
      `route add default via ${gatewayOf(vpc)} dev eth0 onlink`,
    ].map((words) => line('configure', namespace, words)),
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

function line(phase: Phase, namespace: string | null, text: string): BatchLine {
  const why = 'a link of the test';
  return { type: 'batch', phase, program: 'ip', namespace, words: text.split(' '), why };
}

function setting(key: string, value: number): SysctlWrite {
  return {
    type: 'sysctl',
    phase: 'configure',
    key,
    value: String(value),
    why: 'a link of the test',
  };
}
