import type { Discipline } from '../../operation/traffic.js';

/** What a host has of links and their queueing. */
export interface Queueing {
  /** All links, in the kernel's order. */
  readonly links: readonly ObservedLink[];
  /** The root qdiscs by their links. The kernel's own default qdiscs are left out. */
  readonly qdiscs: ReadonlyMap<string, ObservedQdisc>;
  /**
   * Links that can have filters for incoming packets, each with the link to which its first filter
   * redirects every packet; null where it does not.
   */
  readonly redirects: ReadonlyMap<string, string | null>;
}

/** A link of the host. */
export interface ObservedLink {
  /** Unique in its namespace. */
  readonly name: string;
  /** Whether it was set up, with or without a carrier. */
  readonly up: boolean;
  /** Empty for a link without one. */
  readonly mac: string;
  /** `bridge`, `veth`, `ifb`; null for a physical link. */
  readonly kind: string | null;
  /** Free text, by which vpcctl marks its own links. */
  readonly alias: string | null;
  /** Further names. */
  readonly altnames: readonly string[];
  /** How it makes IPv6 addresses: `none`; null where the kernel has no IPv6. */
  readonly addressGeneration: string | null;
}

/** A qdisc of the host. */
export interface ObservedQdisc {
  /** `tbf`, `fq_codel`. */
  readonly kind: string;
  /** As the kernel rounds it; null for a kind that no operation sets. */
  readonly discipline: Discipline | null;
  /** What it holds and has dropped; null or missing where that is not known. */
  readonly statistics?: QueueStatistics | null;
}

/** What a qdisc holds now, and what it has dropped. */
export interface QueueStatistics {
  /** Bytes that wait in it. */
  readonly backlogBytes: number;
  /** Packets that wait in it. */
  readonly backlogPackets: number;
  /** Packets that found no room, or that were lost on purpose, since the qdisc was made. */
  readonly drops: number;
}
