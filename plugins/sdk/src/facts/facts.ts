import type { DeniedReader } from '../resource/denied.js';
import type { FirewallProgram, ForeignChain } from '../resource/foreign-firewall.js';
import type { ContainerFact, ContainerQuestion } from './container-facts.js';
import type { TrafficFacts, TrafficNeeds } from './traffic-facts.js';

/** A route of the host's main table. */
export interface HostRoute {
  /** A CIDR; `0.0.0.0/0` is the default route. */
  readonly destination: string;
  readonly gateway: string | null;
  /** Null for a route that drops packets: blackhole, unreachable, prohibit. */
  readonly interface: string | null;
  readonly metric: number;
}

/** An address of the host's own, with the length of its network. */
export interface HostAddress {
  readonly interface: string;
  /** `203.0.113.2/24` */
  readonly cidr: string;
}

/** An interface of the host, as far as packets may leave to the internet by it. */
export interface HostUplink {
  readonly interface: string;
  /** The next hop of its default route, or the other end of a link from point to point. */
  readonly gateway: string | null;
  /** Its addresses, without their lengths. */
  readonly addresses: readonly string[];
  /** Whether the host itself reaches the internet by it, now or where a better route fails. */
  readonly isDefault: boolean;
  /** Whether any route table of the host has a default route by it. */
  readonly isRouted: boolean;
}

/** A driver that users can choose to serve the packet policy. */
export interface BackendFact {
  readonly name: string;
  /**
   * Why it can't serve this host, as the end of a sentence; null where it can, undefined where it
   * was not asked.
   */
  readonly unsupportedReason: string | null | undefined;
}

/** A base chain of a foreign firewall that drops by default. */
export interface FilterFact {
  /** The chain that drops. */
  readonly filter: ForeignChain;
  /** Only its own program can change it, so its owner has to allow the VPCs there. */
  readonly locked: boolean;
  /**
   * The traffic that its own configuration lets pass, as networks with marks: `10.0.0.0/16 7001`.
   */
  readonly passing?: readonly string[];
}

/** A chain's name: `iptables-nft filter FORWARD`, `nftables inet firewalld filter_FORWARD`. Pure. */
export function filterName({ filter, family, table, chain }: ForeignChain): string {
  return [filter, ...(filter === 'nftables' ? [family] : []), table, chain].join(' ');
}

/** Ports of a protocol, both ends included. */
export interface PortRange {
  readonly protocol: 'tcp' | 'udp';
  readonly from: number;
  readonly to: number;
}

/** A listening socket of the host. */
export interface Listener {
  readonly protocol: 'tcp' | 'udp';
  /** The address it listens at; null: any. */
  readonly address: string | null;
  readonly port: number;
  /** The process that has it; null where that can't be seen. */
  readonly process: { readonly pid: number; readonly name: string } | null;
}

/** Facts that a program has to be run for, so they are read only for intents that need them. */
export interface HostNeeds {
  /** The routing tables that policy rules point to. */
  readonly tables?: boolean;
  /** The host's own addresses, and its uplinks. */
  readonly network?: boolean;
  /** Backends, by name, to be asked one after the other until one can serve this host. */
  readonly backends?: readonly string[];
  /** Foreign firewalls that drop by default, and programs that make such. */
  readonly filters?: boolean;
  /** The listening sockets at these ports of the host. */
  readonly listeners?: readonly PortRange[];
  /** How the host treats packets. */
  readonly traffic?: TrafficNeeds;
  /** Sysctls beside the ones that are always read, by key: `net/netfilter/nf_conntrack_acct`. */
  readonly sysctls?: readonly string[];
  /** The containers to look for. */
  readonly containers?: readonly ContainerQuestion[];
}

/** What `decide` may know of the host. It is read before `decide` is called. */
export interface HostFacts {
  /** Names of all interfaces in the host's namespace. */
  readonly interfaces: readonly string[];
  /** Names under `/run/netns`. */
  readonly namespaces: readonly string[];
  /** The routes of the main table. */
  readonly routes: readonly HostRoute[];
  /** The host's own addresses; empty unless an intent `needs` them. */
  readonly addresses: readonly HostAddress[];
  /** The interfaces to the internet, the best one first; empty unless an intent `needs` them. */
  readonly uplinks: readonly HostUplink[];
  /**
   * The names of the interfaces that are up, apart from VPCs' own; empty unless an intent `needs` the network.
   */
  readonly running: readonly string[];
  /** Routing tables that policy rules point to; empty unless an intent `needs` them. */
  readonly tables: readonly number[];
  /** The installed backends; only those that an intent `needs` were asked. */
  readonly backends: readonly BackendFact[];
  /** Foreign firewalls that drop by default; empty unless an intent `needs` them. */
  readonly filters: readonly FilterFact[];
  /** The installed programs whose configuration can hold exceptions; empty unless an intent `needs` filters. */
  readonly firewallPrograms: readonly FirewallProgram[];
  /** The listening sockets at the ports that an intent `needs`; empty unless one does. */
  readonly listeners: readonly Listener[];
  /** Sysctls that VPCs change, by key with slashes: `net/ipv4/ip_forward`. */
  readonly sysctls: Readonly<Record<string, string>>;
  /** Who reads denied packets at the moment; undefined unless an intent `needs` the network. */
  readonly deniedReaders?: readonly DeniedReader[] | undefined;
  /** How the host treats packets; undefined unless it is asked for. */
  readonly traffic?: TrafficFacts | undefined;
  /** What engines say of the containers that an intent `needs`; those whose process lives are left out. */
  readonly containers?: readonly ContainerFact[] | undefined;
}
