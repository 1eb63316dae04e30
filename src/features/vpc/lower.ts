import type {
  Address,
  Bridge,
  PacketFilter,
  Resource,
  Route,
  Rule,
  State,
  Sysctl,
  VpcBoundary,
} from '@vpcctl/sdk';
import { parseCidr } from '@vpcctl/sdk';
import { selectVpcs, type Vpc } from './state.js';

/** The resources of all VPCs: what the host has once for all of them, then each VPC's own. */
export function lowerVpcs(state: State): Resource[] {
  const vpcs = Object.values(selectVpcs(state));
  const [first] = vpcs;
  return first === undefined ? [] : [...lowerHost(first.restore), ...vpcs.flatMap(lowerVpc)];
}

/**
 * Where the host forwarded before, only that is kept. Otherwise: turning forwarding on sets `conf/all/accept_redirects` to 0, and turning it off sets it to 1, whatever it was
 * (inet_forward_change in net/ipv4/devinet.c). It is therefore restored after forwarding: what is built first
 * goes last.
 */
function lowerHost(restore: Vpc['restore']): Resource[] {
  const filter: PacketFilter = {
    kind: 'packet-filter',
    id: 'packet-filter:vpcctl',
    attributes: { name: 'vpcctl' },
    why: 'the packet policy, closed by default',
  };
  const forwarding = sysctl('net/ipv4/ip_forward', '1', 'the host routes between subnets', restore);
  if (restore[forwarding.attributes.key] === '1') return [filter, forwarding];
  const redirects = sysctl(
    'net/ipv4/conf/all/accept_redirects',
    '0',
    'routers take no redirects',
    restore,
  );
  return [filter, redirects, { ...forwarding, dependsOn: [redirects.id] }];
}

function lowerVpc(vpc: Vpc): Resource[] {
  const link = vpc.bridge.name;
  const bridge: Bridge = {
    kind: 'bridge',
    id: `bridge:${link}`,
    attributes: { ...vpc.bridge, alias: `vpcctl:${vpc.name}` },
    why: `the router of ${vpc.name}`,
  };
  const router: VpcBoundary = {
    kind: 'vpc-boundary',
    id: `vpc-boundary:${vpc.name}`,
    attributes: { vpc: vpc.name, bridge: link, segment: vpc.segment, gateway: vpc.gateway },
    dependsOn: ['packet-filter:vpcctl'],
    why: `${vpc.name} is closed by default`,
  };
  const address: Address = {
    kind: 'address',
    id: `address:${link}`,
    attributes: {
      namespace: null,
      link,
      cidr: `${vpc.gateway}/${parseCidr(vpc.cidr).prefix}`,
    },
    dependsOn: [bridge.id],
    why: `the gateway address of ${vpc.name}`,
  };
  return [router, bridge, ...bridgeSysctls(vpc), address, ...routing(vpc, address.id)];
}

/** What makes the bridge a router that every packet crosses (design: the data plane). */
function bridgeSysctls({ name, bridge }: Vpc): Sysctl[] {
  const link = bridge.name;
  const settings: [key: string, value: string, why: string][] = [
    [`net/ipv6/conf/${link}/disable_ipv6`, '1', `no IPv6 in ${name}`],
    [
      `net/ipv4/conf/${link}/proxy_arp_pvlan`,
      '1',
      `the router of ${name} answers ARP for its ports`,
    ],
    [`net/ipv4/neigh/${link}/proxy_delay`, '0', 'and at once'],
    [`net/ipv4/conf/${link}/send_redirects`, '0', 'and tells nobody a shorter way'],
    // Reverse path checks look the mark up, too: two VPCs may have the same addresses.
    [`net/ipv4/conf/${link}/src_valid_mark`, '1', `${name} has a routing table of its own`],
  ];
  return settings.map(([key, value, why]) => ({
    ...sysctl(key, value, why, {}),
    dependsOn: [`bridge:${link}`],
  }));
}

function routing(vpc: Vpc, address: string): Resource[] {
  const link = vpc.bridge.name;
  const { segment } = vpc;
  const dependsOn = [address];
  const base = { namespace: null, link, onlink: false, via: null, metric: null, source: null };
  const routes: Route[] = [
    {
      kind: 'route',
      id: `route:main:${link}`,
      // The number as metric: where two VPCs have the same CIDR, the host itself speaks to the older one.
      attributes: {
        ...base,
        table: 'main',
        destination: vpc.cidr,
        metric: segment,
        source: vpc.gateway,
      },
      dependsOn,
      why: `the host reaches ${vpc.name}`,
    },
    {
      kind: 'route',
      id: `route:${segment}:${vpc.cidr}`,
      attributes: { ...base, table: segment, destination: vpc.cidr },
      dependsOn,
      why: `subnets of ${vpc.name} reach each other`,
    },
  ];
  if (vpc.uplink?.gateway) {
    routes.push({
      kind: 'route',
      id: `route:${segment}:default`,
      attributes: {
        ...base,
        table: segment,
        destination: 'default',
        link: vpc.uplink.interface,
        via: vpc.uplink.gateway,
      },
      why: `${vpc.name} leaves by ${vpc.uplink.interface}`,
    });
  }
  const { name } = vpc;
  const back = rule('fwmark', { iif: null, fwmark: segment }, segment, `what goes back to ${name}`);
  const from = rule('iif', { iif: link, fwmark: null }, segment, `what comes from ${name}`);
  // What the router says of a packet always finds the way back, never the host's own way out.
  return [...routes, { ...from, dependsOn: [back.id] }, back];
}

function rule(
  by: string,
  match: { iif: string | null; fwmark: number | null },
  segment: number,
  why: string,
): Rule {
  return {
    kind: 'rule',
    id: `rule:${segment}:${by}`,
    attributes: { priority: segment, ...match, table: segment },
    why: `${why} is routed by its own table`,
  };
}

function sysctl(key: string, value: string, why: string, restore: Vpc['restore']): Sysctl {
  return {
    kind: 'sysctl',
    id: `sysctl:${key}`,
    attributes: { key, value, restore: restore[key] ?? null },
    why,
  };
}
