import type { Act } from '../act.js';

const DUMMY =
  'ip link add dummy7 type veth peer name dummy8; ip link set dummy8 up; ip link set dummy7 up';

/** What happens to addresses, routes and neighbours on the host. */
export const ROUTE_ACTS: readonly Act[] = [
  {
    kind: 'the bridge has no address',
    does: ({ bridge }) => `ip addr flush dev ${bridge}`,
  },
  {
    kind: 'the address of the bridge has another prefix',
    does: ({ bridge, gateway }) =>
      `ip addr flush dev ${bridge}; ip addr add ${gateway}/30 dev ${bridge}`,
  },
  {
    kind: 'the bridge has the address of a workload, too',
    does: ({ bridge, address }) => `ip addr add ${address}/32 dev ${bridge}`,
    goes: ({ bridge, address }) => `ip addr del ${address}/32 dev ${bridge}`,
    // The host itself receives what is forwarded, and resets it.
    ends: 'to the address',
  },
  {
    kind: 'another link has the address of a workload',
    does: ({ address }) => `${DUMMY}; ip addr add ${address}/32 dev dummy7`,
    goes: () => 'ip link del dummy7',
    // The host itself receives what is forwarded, and resets it.
    ends: 'to the address',
  },
  {
    kind: 'another link has the network of a subnet',
    does: ({ subnetCidr }) => `${DUMMY}; ip route add ${subnetCidr} dev dummy7`,
    goes: () => 'ip link del dummy7',
  },
  {
    kind: 'the table of the VPC is empty',
    does: ({ segment }) => `ip route flush table ${segment}`,
  },
  {
    kind: 'the table of the VPC has a blackhole for a workload',
    does: ({ segment, address }) => `ip route add blackhole ${address} table ${segment}`,
    goes: ({ segment, address }) => `ip route del blackhole ${address} table ${segment}`,
  },
  {
    kind: 'the table of the VPC has a blackhole for a part of the internet',
    does: ({ segment }) => `ip route add blackhole 198.51.100.0/24 table ${segment}`,
    goes: ({ segment }) => `ip route del blackhole 198.51.100.0/24 table ${segment}`,
  },
  {
    kind: 'the table of the VPC has another route for a subnet',
    does: ({ segment, subnetCidr }) =>
      `${DUMMY}; ip route add ${subnetCidr} dev dummy7 table ${segment}`,
    goes: () => 'ip link del dummy7',
  },
  {
    kind: 'the table of the VPC throws its network',
    does: ({ segment, cidr }) =>
      `ip route del ${cidr} table ${segment}; ip route add throw ${cidr} table ${segment}`,
    goes: ({ segment, cidr }) => `ip route del throw ${cidr} table ${segment}`,
  },
  {
    kind: 'the main table has no route to the VPC',
    does: ({ cidr }) => `ip route del ${cidr} || ip route del ${cidr}`,
    goes: () => ':',
  },
  {
    kind: 'the main table has a blackhole for a workload',
    does: ({ address }) => `ip route add blackhole ${address}`,
    goes: ({ address }) => `ip route del blackhole ${address}`,
  },
  {
    kind: 'the main table has a blackhole for a part of the internet',
    does: () => 'ip route add unreachable 198.51.100.0/25',
    goes: () => 'ip route del unreachable 198.51.100.0/25',
  },
  {
    kind: 'the main table has another way to a part of the internet',
    does: () => `${DUMMY}; ip route add 198.51.100.8 dev dummy7`,
    goes: () => 'ip link del dummy7',
  },
  {
    kind: 'the table local lacks the address of the bridge',
    does: ({ gateway, bridge }) => `ip route del local ${gateway} table local dev ${bridge}`,
  },
  {
    kind: 'a fixed neighbour entry of the bridge has a wrong MAC',
    does: ({ address, bridge }) =>
      `ip neigh replace ${address} lladdr 02:00:00:00:00:99 dev ${bridge} nud permanent`,
    goes: ({ address, bridge }) => `ip neigh del ${address} dev ${bridge}`,
  },
  {
    kind: 'a neighbour entry of the bridge needs no ARP, with a wrong MAC',
    does: ({ address, bridge }) =>
      `ip neigh replace ${address} lladdr 02:00:00:00:00:98 dev ${bridge} nud noarp`,
    goes: ({ address, bridge }) => `ip neigh del ${address} dev ${bridge}`,
  },
  {
    kind: 'a fixed neighbour entry of the gateway has a wrong MAC',
    does: () => 'ip neigh replace 203.0.113.1 lladdr 02:00:00:00:00:97 dev eth0 nud permanent',
    goes: () => 'ip neigh del 203.0.113.1 dev eth0',
    unseen: 'only the gateway knows its MAC',
  },
  {
    kind: 'the bridge answers ARP for an address outside',
    does: ({ bridge }) => `ip neigh add proxy 198.51.100.8 dev ${bridge}`,
    goes: ({ bridge }) => `ip neigh del proxy 198.51.100.8 dev ${bridge}`,
  },
  {
    kind: 'all neighbours are forgotten',
    does: () => 'ip neigh flush all',
  },
];

const rule = (kind: string, words: (target: Parameters<Act['does']>[0]) => string): Act => ({
  kind,
  does: (target) =>
    `${DUMMY}; ip route replace 10.0.0.0/8 dev dummy7 table 77; ip rule add pref 50 ${words(target)}`,
  goes: () => 'ip rule del pref 50; ip route flush table 77; ip link del dummy7',
});

/** What happens to routing rules. */
export const RULE_ACTS: readonly Act[] = [
  {
    kind: 'the rules of the VPC are deleted',
    does: ({ segment }) =>
      `ip rule del lookup ${segment}; while ip rule del lookup ${segment}; do :; done`,
  },
  {
    kind: 'one rule of the VPC is deleted',
    does: ({ bridge }) => `ip rule del iif ${bridge}`,
  },
  rule('a rule before ours forbids a subnet', ({ subnetCidr }) => `from ${subnetCidr} prohibit`),
  rule(
    'a rule before ours swallows what goes to a workload',
    ({ address }) => `to ${address} blackhole`,
  ),
  rule('a rule before ours takes what a bridge sends', ({ bridge }) => `iif ${bridge} lookup 77`),
  rule(
    'a rule before ours takes what has a mark',
    ({ segment }) => `fwmark ${segment}/0xffff lookup 77`,
  ),
  rule('a rule before ours takes all private addresses', () => 'lookup 77'),
  rule('a rule before ours is for what the host sends', () => 'iif lo lookup 77'),
  rule('a rule before ours is for one protocol', () => 'ipproto tcp prohibit'),
  rule('a rule before ours is for one port', () => 'ipproto udp dport 53 blackhole'),
  rule('a rule before ours is for all but a VPC', ({ cidr }) => `not from ${cidr} lookup 77`),
  {
    kind: 'the rule for the main table is deleted',
    does: () => 'ip rule del pref 32766',
    goes: () => 'ip rule add pref 32766 lookup main',
  },
  {
    kind: 'the rule for local addresses is late',
    does: () => 'ip rule add pref 32000 lookup local; ip rule del pref 0',
    goes: () => 'ip rule add pref 0 lookup local; ip rule del pref 32000',
  },
];

/** What happens to the way to the internet. */
export const UPLINK_ACTS: readonly Act[] = [
  {
    kind: 'the uplink is down',
    does: () => 'ip link set eth0 down',
    goes: () => 'ip link set eth0 up; ip route replace default via 203.0.113.1 dev eth0',
    ends: 'masqueraded',
  },
  {
    kind: 'the uplink has another name',
    does: () => 'ip link set eth0 name wan0',
    goes: () =>
      'ip link set wan0 name eth0; ip link set eth0 up; ip route replace default via 203.0.113.1 dev eth0',
  },
  {
    kind: 'the uplink has no address',
    does: () => 'ip addr flush dev eth0',
    goes: () =>
      'ip addr replace 203.0.113.2/24 dev eth0; ip route replace default via 203.0.113.1 dev eth0',
    ends: 'masqueraded',
  },
  {
    kind: 'the uplink has another address',
    does: () =>
      'ip addr flush dev eth0; ip addr add 203.0.113.77/24 dev eth0; ip route replace default via 203.0.113.1 dev eth0',
    goes: () =>
      'ip addr flush dev eth0; ip addr add 203.0.113.2/24 dev eth0; ip route replace default via 203.0.113.1 dev eth0',
    ends: 'masqueraded',
  },
  {
    kind: 'there is no default route',
    does: () => 'ip route del default',
    goes: () => 'ip route replace default via 203.0.113.1 dev eth0',
  },
  {
    kind: 'the default route has a gateway that is not there',
    does: () => 'ip route replace default via 203.0.113.66 dev eth0',
    goes: () => 'ip route replace default via 203.0.113.1 dev eth0',
    // A repair takes a named uplink to the gateway that the host uses.
    ends: 'masqueraded',
    unseen: 'only packets tell whether a gateway is there',
  },
  {
    kind: 'the default route has another interface',
    does: () => `${DUMMY}; ip route replace default dev dummy7`,
    goes: () => 'ip route replace default via 203.0.113.1 dev eth0; ip link del dummy7',
    ends: 'masqueraded',
    unseen: 'the internet may be behind any interface',
  },
  {
    kind: 'the default route is a blackhole',
    does: () => 'ip route del default; ip route add blackhole default',
    goes: () => 'ip route del blackhole default; ip route replace default via 203.0.113.1 dev eth0',
  },
  {
    kind: 'a better default route leads elsewhere',
    does: () => `${DUMMY}; ip route add 0.0.0.0/1 dev dummy7; ip route add 128.0.0.0/1 dev dummy7`,
    goes: () => 'ip link del dummy7',
    ends: 'masqueraded',
    unseen: 'the internet may be behind any interface',
  },
];
