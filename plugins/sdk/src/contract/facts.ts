import type { ForeignChain } from './resources.js';

/** A route of the host's main table. */
export interface HostRoute {
  /** CIDR; `0.0.0.0/0` is the default route. */
  readonly destination: string;
  readonly gateway: string | null;
  readonly interface: string;
  readonly metric: number;
}

/** A driver that can be chosen to serve the packet policy. */
export interface BackendFact {
  readonly name: string;
  /** Why it can't serve this host, as the end of a sentence; null where it can, undefined where it was not asked. */
  readonly unsupportedReason: string | null | undefined;
}

/** A filter of another program that drops by default. */
export interface FilterFact {
  /** The chain that drops. */
  readonly filter: ForeignChain;
  /** Only its program can change it: VPCs pass it where that program is told to let them. */
  readonly locked: boolean;
}

/** Ports of a protocol, both ends included. */
export interface PortRange {
  readonly protocol: 'tcp' | 'udp';
  readonly from: number;
  readonly to: number;
}

/** A socket of the host that waits for others. */
export interface Listener {
  readonly protocol: 'tcp' | 'udp';
  /** null: any address. */
  readonly address: string | null;
  readonly port: number;
  /** Who has it; null where that can't be seen. */
  readonly process: { readonly pid: number; readonly name: string } | null;
}

/** Facts that cost a program to read, and are read only for intents that need them. */
export interface HostNeeds {
  /** The routing tables that policy rules point to. */
  readonly tables?: boolean;
  /** Drivers of the packet policy, by name, to be asked one after the other, until one can serve this host. */
  readonly backends?: readonly string[];
  /** Filters of other programs that drop by default. */
  readonly filters?: boolean;
  /** Who listens at these ports of the host. */
  readonly listeners?: readonly PortRange[];
}

/** What `decide` may know of the host, read before it is called. */
export interface HostFacts {
  /** Names of all interfaces in the host's namespace. */
  readonly interfaces: readonly string[];
  /** Names under `/run/netns`. */
  readonly namespaces: readonly string[];
  /** Of the main table. */
  readonly routes: readonly HostRoute[];
  /** Routing tables that policy rules point to; empty unless an intent `needs` them. */
  readonly tables: readonly number[];
  /** The drivers of the packet policy that are installed; only those that an intent `needs` were asked. */
  readonly backends: readonly BackendFact[];
  /** Filters of other programs that drop by default; empty unless an intent `needs` them. */
  readonly filters: readonly FilterFact[];
  /** Who listens at the ports that an intent `needs`; empty unless one does. */
  readonly listeners: readonly Listener[];
  /** Sysctls that VPCs change, by key with slashes: `net/ipv4/ip_forward`. */
  readonly sysctls: Readonly<Record<string, string>>;
}
