import type { State } from '@vpcctl/sdk';
import { ownValue } from '../../model/records.js';

export const LIMITS_FEATURE = 'limits';

/** The share of a VPC: how many connections it may have, and of those each workload may open. */
export type Limits = { connections: number; perWorkload: number };

/**
 * Of a VPC without a setting. Linux has room for 262,144 connections on a host with 4 GiB or more,
 * so 16 VPCs may use all of theirs. A workload then has at most 4096 of the 64,512 ports that
 * masquerade has towards one address and port.
 */
export const DEFAULT_LIMITS: Limits = { connections: 16_384, perWorkload: 4096 };

/** The slice: the limits that were set, by VPC. */
export type LimitsSlice = { [vpc: string]: Limits & { vpc: string } };

export function selectLimits(state: State): LimitsSlice {
  // The fold puts only this feature's own slice there.
  return (state[LIMITS_FEATURE] ?? {}) as LimitsSlice;
}

/** The limits of a VPC. They are the same object as long as nothing sets others. */
export function limitsOf(state: State, vpc: string): Limits {
  return ownValue(selectLimits(state), vpc) ?? DEFAULT_LIMITS;
}
