import { isAnyNetwork, mergedRanges, networksIn } from '@vpcctl/sdk';

/**
 * Matches on an IPv4 address in `cidrs` (an address or CIDR each), one for each rule that is
 * needed; none for an empty list. As iptables-legacy-save prints them: each with its length,
 * sorted, as few as possible. All addresses together need no match.
 * @param option `-s` for the source, `-d` for the destination
 * @throws VpcctlError `ADDRESS_INVALID`
 */
export function addressMatches(option: '-s' | '-d', cidrs: readonly string[]): string[] {
  return mergedRanges(cidrs)
    .flatMap(networksIn)
    .map((network) => (isAnyNetwork(network) ? '' : `${option} ${network.text}`));
}
