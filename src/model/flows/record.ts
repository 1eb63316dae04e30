/** A record of a flow log: the packets of one direction within a window. Times are in milliseconds. */
export interface FlowRecord {
  readonly status: 'OK';
  /** The VPC whose log it belongs to. */
  readonly vpc: string;
  /** The workload at whose interface the addresses are as they are here; null: it is not known. */
  readonly interface: string | null;
  readonly source: string;
  /** 0 where the protocol has none. */
  readonly sourcePort: number;
  readonly destination: string;
  readonly port: number;
  /** IPPROTO_*. */
  readonly protocol: number;
  readonly packets: number;
  /** With the IP header. */
  readonly bytes: number;
  readonly start: number;
  readonly end: number;
  readonly action: 'ACCEPT' | 'REJECT';
  /** The workloads that send and receive them; null: neither is one of a VPC. */
  readonly from: string | null;
  readonly to: string | null;
  /** The entry of the history that is responsible; null: not known. */
  readonly entry: number | null;
  /** What allowed or denied it, in words; null: not known. */
  readonly rule: string | null;
}

/** A window without a record: nothing was sent, or something was lost. */
export interface FlowGap {
  readonly status: 'NODATA' | 'SKIPDATA';
  /** Null: it may be of any VPC. */
  readonly vpc: string | null;
  readonly start: number;
  readonly end: number;
  /** How many connections or packets were not recorded; null: not known. With `NODATA` it is 0. */
  readonly lost: number | null;
}

/** A line of a flow log. */
export type FlowLine = FlowRecord | FlowGap;

/** The `SKIPDATA` lines among some lines, those of a VPC as one. Pure. */
export function joinGaps(lines: readonly FlowLine[]): FlowGap[] {
  const joined = new Map<string | null, FlowGap>();
  for (const line of lines) {
    if (line.status !== 'SKIPDATA') continue;
    const before = joined.get(line.vpc);
    joined.set(line.vpc, before === undefined ? line : join(before, line));
  }
  return [...joined.values()];
}

function join(one: FlowGap, other: FlowGap): FlowGap {
  return {
    ...other,
    start: Math.min(one.start, other.start),
    end: Math.max(one.end, other.end),
    lost: one.lost === null || other.lost === null ? null : one.lost + other.lost,
  };
}
