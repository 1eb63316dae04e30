import type { ForeignFilter } from './resources.js';

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
  /** Why it can't serve this host, as the end of a sentence; null where it can. */
  readonly obstacle: string | null;
}

/** Facts that are read only for intents that ask for them. */
export type HostFactName = 'tables' | 'backends' | 'filters';

/** What `decide` may know of the host, read before it is called. */
export interface HostFacts {
  /** Names of all interfaces in the host's namespace. */
  readonly interfaces: readonly string[];
  /** Names under `/run/netns`. */
  readonly namespaces: readonly string[];
  readonly routes: readonly HostRoute[];
  /** Routing tables that policy rules point to; empty unless an intent `needs` them. */
  readonly tables: readonly number[];
  /** The drivers of the packet policy that are installed; empty unless an intent `needs` them. */
  readonly backends: readonly BackendFact[];
  /** Filters of other programs that drop by default; empty unless an intent `needs` them. */
  readonly filters: readonly ForeignFilter[];
  /** Sysctls that VPCs change, by key with slashes: `net/ipv4/ip_forward`. */
  readonly sysctls: Readonly<Record<string, string>>;
}
