import {
  inputError,
  isNetwork,
  isVpcctlError,
  type Network,
  overlaps,
  parseNetwork,
} from '@vpcctl/sdk';

/** A /30 has two hosts: the gateway and one workload. */
const LONGEST_PREFIX = 30;
const SHORTEST_PREFIX = 8;

/** Networks with a special meaning everywhere (RFC 6890, RFC 5771). */
const RESERVED = ['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/4', '240.0.0.0/4'];

/** Why a recorded network could not be one of a VPC or subnet; null where it can. */
export function whyUnusable(cidr: string): string | null {
  if (!isNetwork(cidr)) return 'must be an IPv4 network: 10.0.0.0/16';
  try {
    checkUsable(parseNetwork(cidr));
    return null;
  } catch (error) {
    if (isVpcctlError(error)) return error.message;
    throw error;
  }
}

/**
 * Checks that `cidr` can hold workloads.
 * @throws VpcctlError `CIDR_TOO_SMALL`, `CIDR_TOO_LARGE`, `CIDR_RESERVED`
 */
export function checkUsable(cidr: Network): void {
  if (cidr.length > LONGEST_PREFIX) {
    throw inputError(
      'CIDR_TOO_SMALL',
      `${cidr.text} has no room for a gateway and a workload`,
      `use a prefix length of at most ${LONGEST_PREFIX}`,
    );
  }
  if (cidr.length < SHORTEST_PREFIX) {
    throw inputError(
      'CIDR_TOO_LARGE',
      `${cidr.text} is larger than a /${SHORTEST_PREFIX}`,
      'use a private network: 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16, or a part of one',
    );
  }
  const reserved = RESERVED.find((text) => overlaps(parseNetwork(text), cidr));
  if (reserved !== undefined) {
    throw inputError(
      'CIDR_RESERVED',
      `${cidr.text} is in ${reserved}, which is reserved`,
      'use a private network: 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16, or a part of one',
    );
  }
}
