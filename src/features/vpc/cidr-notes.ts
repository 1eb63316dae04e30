import { overlaps, parseNetwork, type State } from '@vpcctl/sdk';
import { selectVpcs } from '../../model/network/index.js';

/** Networks that nobody has on the internet (RFC 1918, 6598, 5737, 2544, 3927, 1112). */
const PRIVATE = [
  ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '169.254.0.0/16'],
  ...['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '198.18.0.0/15', '240.0.0.0/4'],
];

/** What is allowed of a new VPC's CIDR, and may surprise: a line each. Pure. */
export function cidrNotes(state: State, name: string, cidr: string): string[] {
  const network = parseNetwork(cidr);
  const sharing = Object.values(selectVpcs(state))
    .filter((vpc) => vpc.name !== name && overlaps(parseNetwork(vpc.cidr), network))
    .map((vpc) => vpc.name);
  const isPrivate = PRIVATE.some((each) => overlaps(parseNetwork(each), network));
  return [
    ...(sharing.length === 0
      ? []
      : [
          `${cidr} overlaps the network of ${sharing.join(', ')}: the VPCs are apart, but this host itself reaches only the older one there, and they cannot be peered`,
        ]),
    ...(isPrivate
      ? []
      : [
          `${cidr} is a part of the public internet: the VPC cannot reach the hosts that have these addresses there`,
        ]),
  ];
}
