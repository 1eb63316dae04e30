/**
 * The resource kinds of the core, in three groups. The iproute2 driver in `src/host` serves the
 * first. The backend in use (nftables or iptables-legacy) serves the second, the packet policy. The
 * drivers of `src/host/foreign-firewall` serve the third, `foreign-firewall.ts`. A VPC or a port has
 * a list of addresses; what is about one address is there once for each.
 */
import type { FirewallException, LastingException } from './foreign-firewall.js';
import type { Protocol } from './protocol.js';
import type { ProcessIdentity, Resource } from './resource.js';

// Links, addresses and routes ------------------------------------------------------------------

/**
 * A value under `/proc/sys/net`. `key` uses slashes (`net/ipv4/ip_forward`), since interface names
 * may contain dots. When the resource is deleted, `restore` is written back; null leaves the value
 * alone, as it disappears with its interface.
 */
export type Sysctl = Resource<'sysctl', { key: string; value: string; restore: string | null }>;

/** A named network namespace under `/run/netns`, with its loopback up. */
export type Namespace = Resource<'namespace', { name: string }>;

/** A name under `/run/netns` for the namespace of a process. Deletion removes the name alone. */
export type NamespaceAlias = Resource<
  'namespace-alias',
  { name: string; process: ProcessIdentity }
>;

/** A bridge that is a VPC's router. Its MAC is fixed; `alias` (ifalias) marks it as vpcctl's. */
export type Bridge = Resource<
  'bridge',
  { name: string; altname: string | null; mac: string; alias: string }
>;

/**
 * A veth pair. `name` is the host end, a port of `bridge`; `peer` is the guest end, in the
 * workload's namespace. Ports are isolated, so that each packet crosses the router.
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

/** An address of a link with its length, `noprefixroute`. `namespace` null is the host's own. */
export type LinkAddress = Resource<
  'address',
  { namespace: string | null; link: string; cidr: string }
>;

/**
 * A route. `destination` is a CIDR or `default`; `table` is a number or `main`; `namespace` null is
 * the host's own.
 */
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

/** A permanent neighbour entry (`nud permanent`): `address` has this MAC on `link`, on the host. */
export type Neighbour = Resource<'neighbour', { link: string; address: string; mac: string }>;

/** The packets of a {@link Rule}: those that came in by `iif` with `fwmark`; null: any. */
type RuleMatch = { iif: string | null; fwmark: number | null; mask: number | null };

/**
 * A routing policy rule. `mask` selects the bits of `fwmark`; null: all. The packets use `table`,
 * or go on at the first rule with priority `goto`: one of the two is null. With `longerThan` they use
 * only routes of that table whose prefix is longer; a default route is none of them.
 */
export type Rule = Resource<
  'rule',
  RuleMatch & {
    priority: number;
    table: number | null;
    goto: number | null;
    longerThan?: number;
  }
>;

// The packet policy ----------------------------------------------------------------------------

/** The fixed part of the packet filter: tables and base chains. It exists while any VPC does. */
export type PacketFilter = Resource<'packet-filter', { name: string }>;

/**
 * How many connections of the host's table (conntrack) may be of one VPC at once, and of those how
 * many each workload may have opened.
 */
export type ConnectionShare = { connections: number; perWorkload: number };

/**
 * The closed-by-default edge of a VPC. Its own traffic and ICMP echo to its own `gateways` are
 * allowed, all else is denied. `segment` is its conntrack zone and mark, and its route table. A new
 * connection beyond `share` is dropped, and so is one to an address that no workload has.
 */
export type VpcBoundary = Resource<
  'vpc-boundary',
  {
    vpc: string;
    bridge: string;
    segment: number;
    gateways: readonly string[];
    share: ConnectionShare;
  }
>;

/**
 * The anti-spoofing filter of a router's port, `interface`: only frames from this MAC with one of
 * these addresses, and ARP for them, may enter there.
 */
export type SourceGuard = Resource<
  'source-guard',
  { bridge: string; interface: string; mac: string; addresses: readonly string[] }
>;

/** An interface to the internet, for each {@link Masquerade} that names none. */
export type UplinkInterface = Resource<'uplink', { interface: string }>;

/**
 * Source NAT for a public workload. `address` behind `bridge`, the router with that `segment`, may
 * open connections out of `uplink`, with the uplink's address as their source. Null: out of any
 * {@link UplinkInterface}.
 */
export type Masquerade = Resource<
  'masquerade',
  { bridge: string; segment: number; uplink: string | null; address: string }
>;

/**
 * Which way answers of a {@link PortForward} go: for clients that asked `address`, one of the
 * host's own, their packets get the bits of `mark` besides their VPC's mark.
 */
export type AnswerPath = Resource<'answer-path', { address: string; mark: number }>;

/** One side of a peering: the VPC's bridge, and the CIDRs of that VPC that take part. */
export type PeeringSide = { bridge: string; cidrs: readonly string[] };

/** Permission for traffic between the CIDRs of two VPCs, both ways. */
export type PeeringPermission = Resource<
  'peering',
  { name: string; sides: readonly [PeeringSide, PeeringSide] }
>;

/**
 * A rule of a security group. `remotes` are CIDRs: the sources of ingress, the destinations of
 * egress. Null is any address, and an empty list matches nothing. `ports` null: all ports. For
 * `icmp` they are not ports but types (8 is an echo request); protocols that have neither have null.
 */
export type GroupRule = {
  action: 'allow' | 'deny';
  protocol: Protocol | 'all';
  ports: { from: number; to: number } | null;
  remotes: readonly string[] | null;
  description: string | null;
};

/**
 * A security group for `addresses` behind `bridge`. It is stateful, and the first rule that matches
 * decides. A direction with rules ends in deny; null leaves the direction open. It applies to every
 * sender, the host included. A rule with ports and protocol `all` means tcp and udp.
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

/** A target of a port forward. The first port of a forwarded range maps to `port`, and so on. */
export type ForwardTarget = { address: string; port: number };

/**
 * Hairpin NAT: lets a {@link PortForward} send packets of `vpc` to workloads of the same VPC. They
 * are in `network` (a CIDR), at `ports` of `bridge`, the VPC's router. A packet carries the mark
 * `hairpinOf(segment)` during its route lookup, and a route table of that number has a route out of
 * each of those ports.
 *
 * Through the bridge itself the packet would not arrive where br_netfilter is on: the kernel then
 * bridges it from port to port (br_nf_pre_routing_finish), and the ports are isolated. The policy
 * is that of the bridge, and any other packet that would leave by these ports is dropped. A
 * workload whose connection is forwarded to itself sees `gateway` as its peer.
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
 * A port forward (DNAT): new connections to `ports` of the host go to `targets` in turn, workloads
 * behind `bridge`, the router with that `segment`. `listen` is the address that clients connect to;
 * null is any address of the host. Clients are beyond an uplink, the host itself, or behind the
 * same bridge; other VPCs are excluded. Connections of the host reach the workload from the
 * gateway's address. A security group sees the client's real address and the target's port.
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
 * A host service: workloads at `addresses` behind `bridge` may connect to `port` of their router,
 * `gateway`. Their connections are redirected to `listener`, a port of the host at the same
 * address, so that VPCs with equal gateway addresses can have different services.
 *
 * All other access to `listener` is denied: from other workloads, by other interfaces, from the
 * host itself, and from the named workloads when they connect to `listener` directly. The sender's
 * security group sees `port`. A host service has precedence over a {@link PortForward} of the same
 * port. No two services have the same `listener`, protocol and gateway.
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

/**
 * Hands what is denied to a VPC behind `bridge`, or from it, or at one of its `ports`, to readers: each packet with its first bytes, its mark
 * ({@link deniedMark}) and a prefix ({@link deniedPrefix}), to each of the `groups` (NFLOG). A group
 * has one reader at a time. More than `DENIED_LOG_RATE` packets in a second are left out. Without
 * this resource nothing is logged.
 */
export type DeniedLog = Resource<
  'denied-log',
  { vpc: string; bridge: string; ports: readonly string[]; groups: readonly number[] }
>;

// All kinds -------------------------------------------------------------------------------------

/** Every resource kind of the core. */
export type CoreResource =
  | Sysctl
  | Namespace
  | NamespaceAlias
  | Bridge
  | Veth
  | LinkAddress
  | Route
  | Neighbour
  | Rule
  | FirewallException
  | LastingException
  | PacketPolicyResource;

/** The kinds that a backend serves. */
export type PacketPolicyResource =
  | PacketFilter
  | VpcBoundary
  | SourceGuard
  | UplinkInterface
  | Masquerade
  | AnswerPath
  | PeeringPermission
  | SecurityGroup
  | Hairpin
  | PortForward
  | HostService
  | DeniedLog;
