import type { Discipline } from '../operation/traffic.js';

/** What a host has of links and their queueing. */
export interface Queueing {
  readonly links: readonly ObservedLink[];
  /** The root qdiscs that somebody set, by their links. A default qdisc of the kernel is left out. */
  readonly qdiscs: ReadonlyMap<string, ObservedQdisc>;
  /**
   * Links that can have filters for incoming packets, each with the link to which its first filter
   * redirects every packet; null where it does not.
   */
  readonly redirects: ReadonlyMap<string, string | null>;
}

/** A link of the host. */
export interface ObservedLink {
  readonly name: string;
  readonly up: boolean;
  readonly mac: string;
  /** `bridge`, `veth`, `ifb`; null for a physical link. */
  readonly kind: string | null;
  readonly alias: string | null;
  readonly altnames: readonly string[];
  /** How it makes IPv6 addresses: `none`; null where the kernel has no IPv6. */
  readonly addressGeneration: string | null;
}

/** A qdisc of the host. */
export interface ObservedQdisc {
  readonly kind: string;
  /** As the kernel rounds it; null for a kind that no operation sets. */
  readonly discipline: Discipline | null;
}
