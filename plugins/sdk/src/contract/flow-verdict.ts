/** One end of the packets that `reach` is asked about. */
export interface FlowEnd {
  /** What kind of end it is. */
  readonly place: 'workload' | 'host' | 'internet';
  /** The VPC of a workload; null for other places. */
  readonly vpc: string | null;
  /** The subnet's name, as `vpc`. */
  readonly subnet: string | null;
  /** The instance's name; null for a subnet's own workload, too. */
  readonly instance: string | null;
  /** Its address; null where the user named none. */
  readonly address: string | null;
}

/** The first packet of a connection, as a feature judges it. */
export interface FlowView {
  /** The sender. */
  readonly from: FlowEnd;
  /** The receiver, behind any port forward. */
  readonly to: FlowEnd;
  /** `tcp`, `udp`, `icmp`. */
  readonly protocol: string;
  /** The port that the sender uses; null where the protocol has none. */
  readonly port: number | null;
}

/** What a feature's own resources do to a packet. */
export interface FlowVerdict {
  /** False: they drop it. Null: that cannot be told from the state. */
  readonly passes: boolean | null;
  /** Why, as a line: `198.51.100.0/24 is banned from vpc1`. */
  readonly says: string;
}
