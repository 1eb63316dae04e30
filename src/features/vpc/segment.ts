import { type HostFacts, hairpinOf, VpcctlError } from '@vpcctl/sdk';
import type { Vpc } from './state.js';

/**
 * The numbers for VPCs. One number is a VPC's conntrack zone (16 bits), packet mark, routing table and rule
 * priority; below 0x4000, since Kubernetes masks the marks 0x4000 and 0x8000.
 */
const FIRST = 7001;
const LAST = 0x3fff;

/** Where another journal's VPCs would be, since every journal gives out the lowest numbers first. */
const LIKELY = FIRST + 99;

/**
 * The lowest number that no VPC has and no policy rule of the host points to, nor to what its forwards may take.
 * @throws VpcctlError `STATE_FOREIGN` when this would be the first VPC, but the host routes for VPCs already: two
 *   journals would share one packet filter, and the one that deletes its last VPC would take it from the other;
 *   `ZONES_EXHAUSTED`
 */
export function chooseSegment(vpcs: readonly Vpc[], host: HostFacts): number {
  const foreign = host.tables.find((table) => table >= FIRST && table <= LIKELY);
  if (vpcs.length === 0 && foreign !== undefined) {
    throw new VpcctlError(
      `there is no VPC in this state directory, but the host has one: policy rules lead to routing table ${foreign}`,
      {
        code: 'STATE_NOT_OURS',
        category: 'environment',
        hints: [
          'a host has one state directory: is VPCCTL_HOME the one that was used before?',
          'if those rules are no VPC of vpcctl, remove them: ip rule show',
        ],
      },
    );
  }
  const taken = new Set([...vpcs.map((vpc) => vpc.segment), ...host.tables]);
  for (let segment = FIRST; segment <= LAST; segment += 1) {
    if (!taken.has(segment) && !taken.has(hairpinOf({ segment }))) return segment;
  }
  throw new VpcctlError(`all ${LAST - FIRST + 1} routing tables for VPCs are taken`, {
    code: 'SEGMENTS_EXHAUSTED',
    category: 'environment',
    hints: ['delete a VPC first: vpcctl list'],
  });
}
