import { inputError, type State } from '@vpcctl/sdk';
import { ownValue } from '../../model/records.js';
import { workloadsOf } from '../../model/workloads/select.js';
import { peeringKey, selectPeerings } from '../peering/state.js';
import { requireSubnet, selectSubnets } from '../subnet/state.js';
import type { FirewallRule } from './state.js';

const PREFIX = 'sg:';
const PATTERN = /^sg:([^/\s]+)\/([^/\s]+)$/;

/** The other end of a rule as a subnet, whose machines it follows. */
export interface Reference {
  readonly vpc: string;
  readonly subnet: string;
}

/** Whether the other end of a rule is meant to be a reference; it may still be a malformed one. */
export function isReference(remote: string): boolean {
  return remote.startsWith(PREFIX);
}

/** Reads `sg:vpc1/web`; null where it is none. Pure. */
export function parseReference(remote: string): Reference | null {
  const [, vpc, subnet] = PATTERN.exec(remote) ?? [];
  return vpc === undefined || subnet === undefined ? null : { vpc, subnet };
}

/**
 * The addresses that the other end of a rule stands for, as CIDRs; null is any. A reference stands for the machines
 * that the subnet has now: for none where there is no such subnet, or its VPC is not peered any more.
 * @param vpc the VPC of the policy
 */
export function resolveRemote(state: State, vpc: string, remote: string | null): string[] | null {
  if (remote === null) return null;
  const reference = parseReference(remote);
  if (reference === null) return [remote];
  const subnet = ownValue(selectSubnets(state), `${reference.vpc}/${reference.subnet}`);
  // Somebody else's machines may have these addresses where there is no way between the two.
  if (subnet === undefined || !mayTalk(state, vpc, reference.vpc)) return [];
  return workloadsOf(state, subnet).map(({ address }) => `${address}/32`);
}

/**
 * Checks that what the rules of a policy refer to can be at the other end.
 * @throws VpcctlError `VPC_UNKNOWN`, `SUBNET_UNKNOWN`, `REFERENCE_NOT_PEERED`
 */
export function checkReferences(
  state: State,
  vpc: string,
  rules: readonly FirewallRule[] | null,
): void {
  for (const { remote } of rules ?? []) {
    const reference = remote === null ? null : parseReference(remote);
    if (reference === null) continue;
    requireSubnet(state, reference.vpc, reference.subnet);
    if (mayTalk(state, vpc, reference.vpc)) continue;
    throw inputError(
      'REFERENCE_NOT_PEERED',
      `the policy refers to ${remote}, but ${vpc} and ${reference.vpc} are not peered, so no packet could come from there`,
      `peer them first: vpcctl peer ${vpc} ${reference.vpc}`,
    );
  }
}

function mayTalk(state: State, a: string, b: string): boolean {
  return a === b || ownValue(selectPeerings(state), peeringKey(a, b)) !== undefined;
}
