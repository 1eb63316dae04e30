import type {
  Bridge,
  LinkAddress,
  PacketFilter,
  Place,
  Resource,
  Route,
  Rule,
  State,
  Sysctl,
  VpcBoundary,
} from '@vpcctl/sdk';
import {
  addressIn,
  BRIDGE_RULE_PRIORITY,
  boundaryId,
  ipv4Of,
  MARK_RULE_MASK,
  madeAs,
  markGroupRuleId,
  markGroupRules,
  markRulePriority,
  parseNetwork,
} from '@vpcctl/sdk';
import { once } from '../../model/records.js';
import { routerOf } from '../../model/workloads/index.js';
import { type Limits, limitsOf } from '../limits/state.js';
import { lowerAnswers, lowerNamedUplink, lowerUplinks } from './lower-uplinks.js';
import { selectVpcs, type Vpc } from './state.js';

/** The resources of all VPCs: first those that all VPCs share, then those of each VPC. */
export function lowerVpcs(state: State, place: Place): Resource[] {
  const vpcs = Object.values(selectVpcs(state));
  const [first] = vpcs;
  if (first === undefined) return [];
  const groups = markGroupRules(vpcs.map(({ segment }) => segment));
  return [
    ...lowerHost(first.restore),
    ...groups,
    ...lowerUplinks(vpcs, place),
    ...lowerAnswers(place),
    ...vpcs.flatMap((vpc) => [
      ...lowered(limitsOf(state, vpc.name))(vpc),
      ...lowerNamedUplink(vpc, place),
    ]),
  ];
}

/** States that share a VPC and its limits share its resources, so that nothing compares them. */
const lowered = once((limits: Limits) => once((vpc: Vpc) => lowerVpc(vpc, limits)));

/**
 * The resources that all VPCs share. A host that forwarded before keeps `accept_redirects` as it
 * is. Otherwise the kernel changes it: turning forwarding on sets `conf/all/accept_redirects` to 0,
 * and turning it off sets it to 1, whatever its value was (inet_forward_change in
 * net/ipv4/devinet.c). It is therefore restored after forwarding: resources are deleted in the
 * reverse order of creation.
 */
function lowerHost(restore: Vpc['restore']): Resource[] {
  const filter: PacketFilter = {
    kind: 'packet-filter',
    id: 'packet-filter:vpcctl',
    attributes: { name: 'vpcctl' },
    why: 'the tables of the packet policy, closed by default',
  };
  const forwarding = sysctl('net/ipv4/ip_forward', '1', 'route between subnets', restore);
  if (restore[forwarding.attributes.key] === '1') return [filter, forwarding];
  const redirects = sysctl(
    'net/ipv4/conf/all/accept_redirects',
    '0',
    'accept no ICMP redirects',
    restore,
  );
  return [filter, redirects, { ...forwarding, dependsOn: [redirects.id] }];
}

function lowerVpc(vpc: Vpc, { connections, perWorkload }: Limits): Resource[] {
  const link = vpc.bridge.name;
  const { addresses } = routerOf(vpc);
  const bridge: Bridge = {
    kind: 'bridge',
    id: `bridge:${link}`,
    attributes: { ...vpc.bridge, alias: `vpcctl:${madeAs(vpc)}` },
    why: `the router of ${vpc.name}`,
  };
  const router: VpcBoundary = {
    kind: 'vpc-boundary',
    id: boundaryId(vpc),
    attributes: {
      vpc: madeAs(vpc),
      bridge: link,
      segment: vpc.segment,
      gateways: addresses.map(({ text }) => text),
      share: { connections, perWorkload },
    },
    dependsOn: ['packet-filter:vpcctl'],
    why: `${vpc.name} is closed by default`,
  };
  const address: LinkAddress = {
    kind: 'address',
    id: `address:${link}`,
    attributes: {
      namespace: null,
      link,
      cidr: addressIn(parseNetwork(vpc.cidr), ipv4Of(addresses)),
    },
    dependsOn: [bridge.id],
    why: `the gateway address of ${vpc.name}`,
  };
  return [router, bridge, ...bridgeSysctls(vpc), address, ...routing(vpc, address.id)];
}

/** The sysctls that make the bridge a router, which every packet of the VPC crosses. */
function bridgeSysctls({ name, bridge }: Vpc): Sysctl[] {
  const link = bridge.name;
  const settings: [key: string, value: string, why: string][] = [
    [`net/ipv6/conf/${link}/disable_ipv6`, '1', `keep IPv6 out of ${name}`],
    // A hardened host has net.ipv4.conf.default.forwarding=0, which a new bridge takes over.
    [`net/ipv4/conf/${link}/forwarding`, '1', `forward the packets of ${name}`],
    [`net/ipv4/conf/${link}/proxy_arp_pvlan`, '1', `answer ARP between the workloads of ${name}`],
    [`net/ipv4/neigh/${link}/proxy_delay`, '0', 'answer ARP without delay'],
    [`net/ipv4/conf/${link}/send_redirects`, '0', 'send no ICMP redirects'],
    // Reverse path checks then use the mark, too: two VPCs may have the same addresses.
    [
      `net/ipv4/conf/${link}/src_valid_mark`,
      '1',
      `check source addresses in the route table of ${name}`,
    ],
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
      // The segment is the metric: of two VPCs with the same CIDR, the host reaches the older one.
      attributes: {
        ...base,
        table: 'main',
        destination: vpc.cidr,
        metric: segment,
        source: vpc.gateway,
      },
      dependsOn,
      why: `route from the host to ${vpc.name}`,
    },
    {
      kind: 'route',
      id: `route:${segment}:${vpc.cidr}`,
      attributes: { ...base, table: segment, destination: vpc.cidr },
      dependsOn,
      why: `route between the subnets of ${vpc.name}`,
    },
  ];
  return [...routes, ...lowerRules(vpc)];
}

/**
 * `back` exists before `from`: ICMP errors of the router then never leave by the host's own routes.
 */
function lowerRules({ name, segment, bridge }: Vpc): Rule[] {
  const back: Rule = {
    kind: 'rule',
    id: `rule:${segment}:fwmark`,
    attributes: {
      priority: markRulePriority(segment),
      iif: null,
      fwmark: segment,
      // An answer that leaves by a certain uplink has bits above these.
      mask: MARK_RULE_MASK,
      table: segment,
      goto: null,
    },
    dependsOn: [markGroupRuleId(segment)],
    why: `route packets of ${name} and replies to it by its own table`,
  };
  const from: Rule = {
    kind: 'rule',
    // A segment may have been that of a VPC that goes in the same change.
    id: `rule:${segment}:iif:${bridge.name}`,
    attributes: {
      priority: BRIDGE_RULE_PRIORITY,
      iif: bridge.name,
      fwmark: null,
      mask: null,
      table: segment,
      goto: null,
    },
    dependsOn: [back.id],
    why: `route packets from ${name} by its own table, also where nothing marks them`,
  };
  return [from, back];
}

function sysctl(key: string, value: string, why: string, restore: Vpc['restore']): Sysctl {
  return {
    kind: 'sysctl',
    id: `sysctl:${key}`,
    attributes: { key, value, restore: restore[key] ?? null },
    why,
  };
}
