import { hostRoute, inputError, type State } from '@vpcctl/sdk';
import { once, ownValue } from '../../model/records.js';
import { workloadsOf } from '../../model/workloads/index.js';
import { peeringKey, selectPeerings } from '../peering/state.js';
import { requireSubnet, selectSubnets } from '../subnet/state.js';

const PREFIX = 'sg:';
const PATTERN = /^sg:([^/\s]+)\/([^/\s]+)$/;

/** A subnet as a rule's remote. It stands for the subnet's current workloads. */
export interface Reference {
  readonly vpc: string;
  readonly subnet: string;
}

/** Whether a rule's remote is meant as a reference; it may be a malformed one. */
export function isReference(remote: string): boolean {
  return remote.startsWith(PREFIX);
}

/** Reads `sg:vpc1/web`; null for any other text. Pure. */
export function parseReference(remote: string): Reference | null {
  const [, vpc, subnet] = PATTERN.exec(remote) ?? [];
  return vpc === undefined || subnet === undefined ? null : { vpc, subnet };
}

/** The remote that refers to the subnet at `place`, `vpc1/web`. Pure. */
export function referenceTo(place: string): string {
  return PREFIX + place;
}

/**
 * The addresses that a rule's remote stands for, as CIDRs; null is any. Pure. A reference stands
 * for the current workloads of its subnet, and for none where the subnet does not exist or its VPC
 * is not peered any more.
 * @param vpc the VPC of the policy
 */
export function resolveRemote(state: State, vpc: string, remote: string | null): string[] | null {
  if (remote === null) return null;
  const known = resolvedOf(state);
  const key = `${vpc} ${remote}`;
  const resolved = known.get(key) ?? resolve(state, vpc, remote);
  known.set(key, resolved);
  return resolved;
}

/** What was resolved in a state: thousands of rules may name the same few subnets. */
const resolvedOf = once((_: State) => new Map<string, string[]>());

function resolve(state: State, vpc: string, remote: string): string[] {
  const reference = parseReference(remote);
  if (reference === null) return [remote];
  const subnet = ownValue(selectSubnets(state), `${reference.vpc}/${reference.subnet}`);
  // Without a peering, the same addresses may belong to workloads of a third VPC.
  if (subnet === undefined || !areConnected(state, vpc, reference.vpc)) return [];
  return workloadsOf(state, subnet).flatMap(({ addresses }) =>
    addresses.map((address) => hostRoute(address).text),
  );
}

/**
 * Checks that the subnets that a policy refers to exist, in this VPC or in a peered one.
 * @throws VpcctlError `VPC_UNKNOWN`, `SUBNET_UNKNOWN`, `REFERENCE_NOT_PEERED`
 */
export function checkReferences(
  state: State,
  vpc: string,
  rules: readonly { readonly remote: string | null }[] | null,
): void {
  for (const { remote } of rules ?? []) {
    const reference = remote === null ? null : parseReference(remote);
    if (reference === null) continue;
    requireSubnet(state, reference.vpc, reference.subnet);
    if (areConnected(state, vpc, reference.vpc)) continue;
    throw inputError(
      'REFERENCE_NOT_PEERED',
      `the policy refers to ${remote}, but ${vpc} and ${reference.vpc} are not peered, so no packet passes between them`,
      `peer them first: vpcctl peer ${vpc} ${reference.vpc}`,
    );
  }
}

function areConnected(state: State, a: string, b: string): boolean {
  return a === b || ownValue(selectPeerings(state), peeringKey(a, b)) !== undefined;
}
