import { type HostFacts, hairpinOf, inputError, uplinkTableOf, VpcctlError } from '@vpcctl/sdk';
import type { Vpc } from './state.js';

/**
 * The segments. A segment is a VPC's conntrack zone (16 bits), packet mark, route table and rule
 * priority. All are below 0x4000, since Kubernetes masks the marks 0x4000 and 0x8000.
 */
export const FIRST = 7001;
export const LAST = 0x3fff;

/** The last segment that another journal's VPCs probably have: the lowest are given out first. */
const LIKELY = FIRST + 99;

/**
 * The lowest segment that no VPC has, and whose three route tables (the VPC's, and those of its
 * hairpin NAT and of its named uplink) no policy rule of the host uses.
 * @throws VpcctlError `STATE_NOT_OURS` where this would be the first VPC, but the host already has
 *   rules for VPCs. Two journals would share one packet filter, and the journal that deletes its
 *   last VPC would remove the filter for the other. `SEGMENTS_EXHAUSTED`, `SEGMENT_TAKEN`
 * @param wanted the only one that will do
 */
export function chooseSegment(vpcs: readonly Vpc[], host: HostFacts, wanted?: number): number {
  const known = host.tables.find((table) => table >= FIRST && table <= LIKELY);
  if (vpcs.length === 0 && known !== undefined) {
    throw new VpcctlError(
      `there is no VPC in this state directory, but the host has one: a policy rule uses route table ${known}`,
      {
        code: 'STATE_NOT_OURS',
        category: 'environment',
        hints: [
          'a host has one state directory: check that VPCCTL_HOME is the one used before',
          "if these rules are not vpcctl's, remove them: ip rule show",
        ],
      },
    );
  }
  const taken = new Set([...vpcs.map((vpc) => vpc.segment), ...host.tables]);
  const isFree = (segment: number) =>
    ![segment, hairpinOf({ segment }), uplinkTableOf({ segment })].some((table) =>
      taken.has(table),
    );
  if (wanted !== undefined) return checkWanted(wanted, isFree);
  for (let segment = FIRST; segment <= LAST; segment += 1) if (isFree(segment)) return segment;
  throw new VpcctlError(`all ${LAST - FIRST + 1} route tables for VPCs are in use`, {
    code: 'SEGMENTS_EXHAUSTED',
    category: 'environment',
    hints: ['delete a VPC first; they are listed by: vpcctl list'],
  });
}

function checkWanted(wanted: number, isFree: (segment: number) => boolean): number {
  if (wanted >= FIRST && wanted <= LAST && isFree(wanted)) return wanted;
  throw inputError(
    'SEGMENT_TAKEN',
    `the segment ${wanted} is not free: a segment is a number from ${FIRST} to ${LAST}`,
    'leave the segment out: vpcctl chooses a free one',
  );
}
