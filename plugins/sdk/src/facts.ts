/** A route of the host's main table. */
export interface HostRoute {
  /** CIDR; `0.0.0.0/0` is the default route. */
  readonly destination: string;
  readonly gateway: string | null;
  readonly interface: string;
  readonly metric: number;
}

/** Facts that are read only for intents that ask for them. */
export type HostFactName = 'tables';

/** What `decide` may know of the host, read before it is called. */
export interface HostFacts {
  /** Names of all interfaces in the host's namespace. */
  readonly interfaces: readonly string[];
  /** Names under `/run/netns`. */
  readonly namespaces: readonly string[];
  readonly routes: readonly HostRoute[];
  /** Routing tables that policy rules point to; empty unless an intent `needs` them. */
  readonly tables: readonly number[];
  /** Sysctls that VPCs change, by key with slashes: `net/ipv4/ip_forward`. */
  readonly sysctls: Readonly<Record<string, string>>;
}
