import type { Resource } from '@vpcctl/sdk';
import type { Lab } from './lab.js';
import { filter, internet, port, router } from './resources.js';

/** Links, namespaces and routes for packets to run through, built with `ip` as the product does it. */
export interface Vpc {
  readonly name: string;
  /** The first two octets of its /16. */
  readonly net: string;
  /** One digit: the end of its zone, and of its MACs. */
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
export const portOf = (vpc: Vpc, { name }: Subnet): string =>
  `veth-${vpc.name}-${name}`.slice(0, 15);
export const macOf = ({ number }: Vpc, { third }: Subnet): string =>
  `02:00:00:00:${number}0:0${third}`;
export const zoneOf = ({ number }: Vpc): number => 7000 + number;
const gatewayOf = ({ net }: Vpc): string => `${net}.0.1`;

/** Sysctls of a VPC's bridge, by their place under net/. */
const bridgeSysctls = (link: string): readonly string[] => [
  `ipv6/conf/${link}/disable_ipv6=1`,
  `ipv4/conf/${link}/proxy_arp_pvlan=1`,
  `ipv4/neigh/${link}/proxy_delay=0`,
  `ipv4/conf/${link}/send_redirects=0`,
  `ipv4/conf/${link}/src_valid_mark=1`,
];

/** Builds all of it on the lab's host. The packet policy is not part of it. */
export async function build(lab: Lab, vpcs: readonly Vpc[]): Promise<void> {
  await sysctl(lab, 'ipv4/ip_forward=1');
  for (const vpc of vpcs) {
    const link = `br-${vpc.name}`;
    const table = zoneOf(vpc);
    const cidr = `${vpc.net}.0.0/16`;
    await ip(lab, [`link add ${link} address 02:00:00:00:${vpc.number}0:00 type bridge`]);
    await sysctl(lab, ...bridgeSysctls(link));
    await ip(lab, [
      `addr add ${gatewayOf(vpc)}/16 dev ${link} noprefixroute`,
      `link set ${link} up`,
      `route add ${cidr} dev ${link} metric ${table} src ${gatewayOf(vpc)}`,
      `route add ${cidr} dev ${link} table ${table}`,
      `route add default via 203.0.113.1 dev eth0 table ${table}`,
      `rule add iif ${link} priority ${table} lookup ${table}`,
      `rule add fwmark ${table} priority ${table} lookup ${table}`,
    ]);
    for (const subnet of vpc.subnets) await buildSubnet(lab, vpc, subnet);
  }
}

async function buildSubnet(lab: Lab, vpc: Vpc, subnet: Subnet): Promise<void> {
  const namespace = namespaceOf(vpc, subnet);
  const outside = portOf(vpc, subnet);
  const address = addressOf(vpc, subnet);
  await ip(lab, [
    `netns add ${namespace}`,
    `link add ${outside} type veth peer name eth0 address ${macOf(vpc, subnet)} netns ${namespace}`,
  ]);
  await sysctl(lab, `ipv6/conf/${outside}/disable_ipv6=1`);
  await ip(lab, [`link set ${outside} master br-${vpc.name} up`]);
  await lab.run('bridge', ['link', 'set', 'dev', outside, 'isolated', 'on']);
  await ip(
    lab,
    [
      'link set lo up',
      'link set eth0 up',
      `addr add ${address}/24 dev eth0 noprefixroute`,
      `route add ${vpc.net}.${subnet.third}.0/24 dev eth0 src ${address}`,
      `route add default via ${gatewayOf(vpc)} dev eth0 onlink`,
    ],
    namespace,
  );
}

/** Routes between two VPCs; whether anything may pass is the policy's. */
export async function routeBetween(lab: Lab, one: Vpc, other: Vpc): Promise<void> {
  await ip(lab, [
    `route add ${one.net}.0.0/16 dev br-${one.name} table ${zoneOf(other)}`,
    `route add ${other.net}.0.0/16 dev br-${other.name} table ${zoneOf(one)}`,
  ]);
}

/** The policy of VPCs without peerings and groups. */
export function policyOf(vpcs: readonly Vpc[]): Resource[] {
  return [
    filter,
    ...vpcs.map((vpc) => router(vpc.name, zoneOf(vpc), gatewayOf(vpc))),
    ...vpcs.flatMap((vpc) =>
      vpc.subnets.flatMap((subnet) => [
        port(vpc.name, portOf(vpc, subnet), macOf(vpc, subnet), addressOf(vpc, subnet)),
        ...(subnet.isPublic
          ? [internet(vpc.name, zoneOf(vpc), 'eth0', addressOf(vpc, subnet))]
          : []),
      ]),
    ),
  ];
}

export async function ip(
  lab: Lab,
  lines: readonly string[],
  namespace: string | null = null,
): Promise<void> {
  const where = namespace === null ? [] : ['-n', namespace];
  await lab.run('ip', [...where, '-batch', '-'], lines.join('\n'));
}

/** Writes `key=value` under /proc/sys/net of the lab. */
export async function sysctl(lab: Lab, ...settings: readonly string[]): Promise<void> {
  const script = 'while [ $# -gt 0 ]; do echo "$2" > "/proc/sys/net/$1" || exit; shift 2; done';
  await lab.run('sh', ['-c', script, 'sh', ...settings.flatMap((each) => each.split('='))]);
}
