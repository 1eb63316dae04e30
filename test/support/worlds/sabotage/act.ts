/** A workload that an act is done to, and its VPC. */
export interface Target {
  /** `a/web`, `a/web/one`. */
  readonly label: string;
  readonly vpc: string;
  readonly bridge: string;
  readonly segment: number;
  readonly cidr: string;
  readonly gateway: string;
  readonly subnetCidr: string;
  /** Its end of the veth pair on the host. */
  readonly port: string;
  readonly namespace: string;
  /** Its end inside the namespace. */
  readonly guest: string;
  readonly mac: string;
  readonly address: string;
}

/**
 * The connections that an act may end by itself. `masqueraded`: those that leave by an uplink, which
 * the kernel ends where that interface goes down or another one takes them. `to the address`: those
 * to any workload with the address of the target, as twins have.
 */
export type Ends =
  | 'of the workload'
  | 'to the address'
  | 'of the VPC'
  | 'masqueraded'
  | 'with NAT'
  | 'any';

/** Something that a program beside vpcctl does to the host. */
export interface Act {
  /** What is done, in words; no other act has them. */
  readonly kind: string;
  /** Bash that does it. */
  readonly does: (target: Target) => string;
  /** Bash that takes away what is not vpcctl's, and what a repair leaves alone. */
  readonly goes?: (target: Target) => string;
  /** The connections that it may end by itself; none by default. */
  readonly ends?: Ends;
  /** Why status cannot tell: it is then expected to say nothing of it. */
  readonly unseen?: string;
  /** The driver of the packet policy that it is for; both by default. */
  readonly only?: 'nftables' | 'iptables-legacy';
}
