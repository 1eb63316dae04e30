/** One direction of a connection; ports are null where its protocol has none. */
export interface Tuple {
  readonly source: string;
  readonly sourcePort: number | null;
  readonly destination: string;
  readonly port: number | null;
  /** IPPROTO_* of netinet/in.h: 1 ICMP, 6 TCP, 17 UDP. */
  readonly protocol: number;
  readonly icmp: { readonly id: number; readonly type: number; readonly code: number } | null;
  /** The segment of the VPC whose workload sent the first packet; null: of no workload. */
  readonly zone: number | null;
}

/** Packets, and their bytes with the IP header. */
export interface Counted {
  readonly packets: number;
  readonly bytes: number;
}

/** A connection as the kernel knows it. */
export interface Tracked {
  /** The packets of the end that opened it, before NAT. */
  readonly original: Tuple;
  /** The answers: their source is the end that really gets the packets. */
  readonly reply: Tuple;
  /** The segment of the VPC that it belongs to; 0: of none. */
  readonly mark: number;
}

/** A connection with what was counted of it since it began. */
export interface CountedConnection extends Tracked {
  /** The kernel's number for it. */
  readonly id: number;
  /** Null where it began while nothing was counted. */
  readonly counted: { readonly original: Counted; readonly reply: Counted } | null;
  /** Milliseconds since 1970; null: not known. */
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** Whether the message of its end is on its way, or has come. */
  readonly isEnding: boolean;
}

/** What a connection carried within a time. */
export interface Carried extends Tracked {
  readonly counted: { readonly original: Counted; readonly reply: Counted };
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly end: number;
  /** When the connection began; its workloads existed then. */
  readonly startedAt: number;
}
