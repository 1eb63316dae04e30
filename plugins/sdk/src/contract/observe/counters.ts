/** What the packet filter has counted. */
import type { DeniedCause } from '../../resource/denied.js';

/** Packets and their bytes, with the headers from the network's on. */
export interface Count {
  /** How many packets. */
  readonly packets: number;
  /** Their bytes together. */
  readonly bytes: number;
}

/**
 * What met a rule of a security group: the first packets of connections, since later ones pass
 * without asking the policy.
 */
export interface RuleCount extends Count {
  /** The id of the security group. */
  readonly resource: string;
  /** The list that the rule is in. */
  readonly direction: 'ingress' | 'egress';
  /** The places of the rules that are counted together, from 1; none: no rule allowed the packet. */
  readonly rules: readonly number[];
}

/** What was denied for a cause. */
export interface DeniedCount extends Count {
  /** Why it was denied. */
  readonly cause: DeniedCause;
  /**
   * The id of the resource whose rules denied it, a `security-group` or a `vpc-boundary`; such a
   * count may fall where those rules change. Null: in all VPCs together, those of resources
   * included, since the packet filter was loaded.
   */
  readonly resource: string | null;
}
