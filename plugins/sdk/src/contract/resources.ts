/**
 * The resource kinds of the core. The first group is served by the iproute2 driver in `src/host`, the second
 * (the packet policy) by whichever packet-filter driver is in use: nftables or iptables-legacy; the third by the
 * passage driver in `src/host`.
 */
import type { ProcessIdentity } from './process.js';
import type { Resource } from './resource.js';

// Links, addresses and routes ------------------------------------------------------------------

/**
 * A value under `/proc/sys/net`. `key` uses slashes (`net/ipv4/ip_forward`), since interface names may hold dots.
 * When the resource goes, `restore` is written back; null leaves the value (it goes with its interface).
 */
export type Sysctl = Resource<'sysctl', { key: string; value: string; restore: string | null }>;

/** A named network namespace under `/run/netns`, with its loopback up. */
export type Namespace = Resource<'namespace', { name: string }>;

/** A name under `/run/netns` for the network namespace of a process. The name is ours and goes, the namespace stays. */
export type NamespaceAlias = Resource<
  'namespace-alias',
  { name: string; process: ProcessIdentity }
>;

/** A bridge that is a VPC's router. Its MAC is pinned; `alias` (ifalias) marks it as ours. */
export type Bridge = Resource<
  'bridge',
  { name: string; altname: string | null; mac: string; alias: string }
>;

/**
 * A veth pair: `name` is the port of `bridge` in the host's namespace, `peer` is the end inside a namespace.
 * Ports are isolated, so that each packet crosses the router.
 */
export type Veth = Resource<
  'veth',
  {
    name: string;
    altname: string | null;
    mac: string;
    alias: string;
    bridge: string;
    peer: { name: string; altname: string | null; mac: string; namespace: string };
  }
>;

/** An address with its prefix length; always `noprefixroute`, routes are resources of their own. */
export type Address = Resource<'address', { namespace: string | null; link: string; cidr: string }>;

/** A route. `destination` is a CIDR or `default`; `table` is a number or `main`. */
export type Route = Resource<
  'route',
  {
    namespace: string | null;
    table: number | 'main';
    destination: string;
    via: string | null;
    link: string;
    onlink: boolean;
    metric: number | null;
    source: string | null;
  }
>;

/** That `address` has this MAC on `link`, a link of the host: known for good, nobody is asked (`nud permanent`). */
export type Neighbour = Resource<'neighbour', { link: string; address: string; mac: string }>;

/** A routing policy rule: what comes in by `iif`, and carries `fwmark`, is looked up in `table`; null: any. */
export type Rule = Resource<
  'rule',
  { priority: number; iif: string | null; fwmark: number | null; table: number }
>;

// The packet policy ----------------------------------------------------------------------------

/** The fixed part of the packet filter: tables and base chains. There when any VPC is. */
export type PacketFilter = Resource<'packet-filter', { name: string }>;

/**
 * A VPC's router, closed by default: its conntrack zone and mark (`zone`, also the number of its routing
 * table), its own traffic allowed, ICMP echo to its own `gateway` allowed, all else denied.
 */
export type VpcBoundary = Resource<
  'vpc-boundary',
  { vpc: string; bridge: string; segment: number; gateway: string }
>;

/** Source guard of a port: only this MAC with this IPv4 address (and its ARP) may enter there. */
export type SourceGuard = Resource<
  'source-guard',
  { bridge: string; interface: string; mac: string; address: string }
>;

/** `address` behind `bridge`, the router with that `zone`, may open connections out of `uplink`, masqueraded. */
export type Masquerade = Resource<
  'masquerade',
  { bridge: string; segment: number; uplink: string; address: string }
>;

/** One side of a peering: the bridge, and the CIDRs on that side that take part. */
export type PeeringSide = { bridge: string; cidrs: readonly string[] };

/** Routed traffic between two VPCs is allowed, both ways, from the CIDRs of one to those of the other. */
export type PeeringPermission = Resource<
  'peering',
  { name: string; sides: readonly [PeeringSide, PeeringSide] }
>;

/**
 * A rule of a security group. `ports` null: all ports; `remotes` null: any address. `remotes` are the other ends
 * (CIDRs): the sources of ingress, the destinations of egress; a rule with none matches nothing.
 */
export type GroupRule = {
  action: 'allow' | 'deny';
  protocol: 'tcp' | 'udp' | 'icmp' | 'all';
  ports: { from: number; to: number } | null;
  remotes: readonly string[] | null;
  description: string | null;
};

/**
 * A security group on `addresses` behind `bridge`. Stateful; rules in order, first match wins; a direction that
 * has rules ends in deny; null leaves that direction open. Holds for whoever sends, the host included.
 * A rule with ports and protocol `all` means tcp and udp.
 */
export type SecurityGroup = Resource<
  'security-group',
  {
    name: string;
    bridge: string;
    addresses: readonly string[];
    ingress: readonly GroupRule[] | null;
    egress: readonly GroupRule[] | null;
  }
>;

/** Where a forwarded connection may end; a range of ports goes on from `port`. */
export type ForwardTarget = { address: string; port: number };

/**
 * Lets a {@link PortForward} lead from behind `bridge`, the router of `vpc`, back to machines behind it, in `network` (a CIDR), at
 * `ports` of it. While its route is looked up a packet carries the mark `hairpinOf` that zone, for which a route leads to each
 * of those ports. By the bridge itself it would not get there where br_netfilter is on: what DNAT leads out by the same
 * bridge is then brought from port to port, which are isolated (br_nf_pre_routing_finish). The policy is that of the
 * bridge; what else would leave by these ports is dropped; a machine that is led to itself is answered by `gateway`.
 */
export type Hairpin = Resource<
  'hairpin',
  {
    vpc: string;
    bridge: string;
    segment: number;
    gateway: string;
    network: string;
    ports: readonly string[];
  }
>;

/**
 * New connections to `ports` of the host are led to machines behind `bridge`, the router with that `zone`: to one of
 * `targets` after the other. `listen` is the address they are made to; null is any address of the host. From anywhere
 * but other VPCs: by an uplink, from the host itself, and from behind the same bridge. To the machine
 * those of the host come from the gateway; a security group sees the address they really come from, and the target's port.
 */
export type PortForward = Resource<
  'port-forward',
  {
    name: string;
    bridge: string;
    segment: number;
    listen: string | null;
    protocol: 'tcp' | 'udp';
    ports: { from: number; to: number };
    targets: readonly ForwardTarget[];
  }
>;

/**
 * Machines at `addresses` behind `bridge` may open connections to `port` of their router, `gateway`, and are led to
 * `listener`, a port of the host at that same address: so the services of VPCs whose gateway has the same address stand
 * side by side. At `listener` nobody else gets in, neither from other machines nor by other interfaces nor from the
 * host itself; nor do they by asking for it as such. A security group of the sender sees `port`. Before a {@link PortForward}
 * of the same port. No two services have the same `listener`, protocol and gateway.
 */
export type HostService = Resource<
  'host-service',
  {
    name: string;
    bridge: string;
    gateway: string;
    addresses: readonly string[];
    protocol: 'tcp' | 'udp';
    port: number;
    listener: number;
  }
>;

// Passages through other filters -----------------------------------------------------------------

/** What reads and writes a filter of another program: `nft`, `iptables-nft` or `iptables-legacy`. */
export type FilterProgram = 'nftables' | 'iptables-nft' | 'iptables-legacy';

/** A base chain of another program's filter that drops by default what is forwarded, or what is for the host. */
export type ForeignChain = {
  filter: FilterProgram;
  family: 'ip' | 'inet';
  table: string;
  chain: string;
  hook: 'forward' | 'input';
};

/**
 * Accept rules in a {@link ForeignChain} for the VPC behind `bridge`: where its hook is `forward`, for what carries the
 * mark of that VPC (`zone`) or was forwarded to it; where it is `input`, for echo requests to its `gateway` and for
 * replies. A chain that is not there, or does not drop by default any more, needs none.
 */
export type FirewallException = Resource<
  'firewall-exception',
  ForeignChain & { bridge: string; segment: number; gateway: string }
>;

/** Every resource kind of the core. */
export type CoreResource =
  | Sysctl
  | Namespace
  | NamespaceAlias
  | Bridge
  | Veth
  | Address
  | Route
  | Neighbour
  | Rule
  | FirewallException
  | PacketPolicyResource;

/** The kinds that a packet-filter driver serves. */
export type PacketPolicyResource =
  | PacketFilter
  | VpcBoundary
  | SourceGuard
  | Masquerade
  | PeeringPermission
  | SecurityGroup
  | Hairpin
  | PortForward
  | HostService;

/** The kinds of {@link PacketPolicyResource}, in the order in which they are built. */
export const PACKET_POLICY_KINDS = [
  'packet-filter',
  'vpc-boundary',
  'source-guard',
  'masquerade',
  'peering',
  'security-group',
  'hairpin',
  'port-forward',
  'host-service',
] as const;
