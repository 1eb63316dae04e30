/** How one packet is followed through the rules of a driver. */
import type { HostReader } from './host-reader.js';

/** The packet to follow. */
export interface TracedPacket {
  /** The address of its sender; null: the host chooses it. */
  readonly source: string | null;
  /** The address of its receiver. */
  readonly destination: string;
  /** An echo request, a SYN or a datagram. */
  readonly protocol: 'icmp' | 'tcp' | 'udp';
  /** Null for an echo request. */
  readonly port: number | null;
  /** The sender's VPC by its router, and the sender's port there; null: the host sends it. */
  readonly from: { readonly bridge: string; readonly port: string } | null;
}

/** What the kernel tells of a traced packet: a rule that it met, or the end of a chain. */
export interface TraceMessage {
  /** `inet`, `bridge`, `ip`. */
  readonly family: string;
  /** The table by its name. */
  readonly table: string;
  /** The chain by its name. */
  readonly chain: string;
  /** `rule` matched; `return` is the end of a chain; `policy` that of a base chain. */
  readonly type: 'unspecified' | 'policy' | 'return' | 'rule';
  /** The rule: by its handle in nftables, by its place from 1 in iptables; null: none. */
  readonly rule: number | null;
  /** `accept`, `drop`, `jump`, `continue` and so on; null where the kernel does not tell it. */
  readonly verdict: string | null;
  /** The chain that a jump or goto leads to. */
  readonly target: string | null;
}

/** A step of a packet: a rule that matched, or the end of a chain. */
export interface TraceStep {
  /** `inet vpcctl` with nftables, `filter` with iptables. */
  readonly table: string;
  /** The chain by its name on the host. */
  readonly chain: string;
  /** What the rule is for, as its comment says; null: it has none, or this is the end of a chain. */
  readonly rule: string | null;
  /** `accept`, `drop`, `goto vpc-policy`, `continue`. */
  readonly verdict: string;
  /** Whether the rule is one of vpcctl's. */
  readonly isOwn: boolean;
}

/**
 * Marks the packet to follow, and tells its steps in words. One packet is followed at a time. Not
 * pure: a mark is no part of the state, so it is loaded and removed here and is no operation.
 */
export interface PacketTracing {
  /**
   * Where the kernel tells the steps: in messages of nf_tables, or in the log of IPv4 packets (the
   * target TRACE), which vpcctl then reads for that time.
   */
  readonly source: 'nf_tables' | 'log';
  /**
   * Loads the mark. It drops nothing, and matches no other flow.
   * @param logger what had the log of IPv4 packets before, which the mark keeps for the one who
   *   finds it; null where that log is not read
   * @throws RangeError for what is no packet; `VpcctlError` as `HostReader`
   */
  mark(host: HostReader, packet: TracedPacket, logger: string | null): Promise<void>;
  /**
   * Removes the mark, and what a killed command left of one; without one it does nothing.
   * @returns the logger that a mark kept; null where there was none
   * @throws VpcctlError as `HostReader`
   */
  unmark(host: HostReader): Promise<string | null>;
  /**
   * The steps in words, while the mark is loaded. Steps that decide nothing are left out: the ends
   * of chains, and rules of other programs that let the packet go on.
   * @throws VpcctlError as `HostReader`
   */
  steps(host: HostReader, messages: readonly TraceMessage[]): Promise<TraceStep[]>;
}
