import { type AddressRange, dottedAddress, mergedRanges } from '@vpcctl/sdk';

/**
 * Matches on an IPv4 address in `cidrs` (an address or CIDR each), one for each rule that is
 * needed; none for an empty list. As iptables-legacy-save prints them: each with its length,
 * sorted, as few as possible. All addresses together need no match.
 * @param option `-s` for the source, `-d` for the destination
 * @throws VpcctlError `ADDRESS_INVALID`
 */
export function addressMatches(option: '-s' | '-d', cidrs: readonly string[]): string[] {
  return mergedRanges(cidrs)
    .flatMap(prefixes)
    .map((prefix) => (prefix === '0.0.0.0/0' ? '' : `${option} ${prefix}`));
}

/** Splits a range into networks, each as large as its start and the end of the range allow. */
function prefixes([first, last]: AddressRange): string[] {
  const found: string[] = [];
  for (let next = first; next <= last; ) {
    let length = 32;
    while (length > 0 && fits(next, length - 1, last)) length -= 1;
    found.push(`${dottedAddress(next)}/${length}`);
    next += 2 ** (32 - length);
  }
  return found;
}

function fits(first: number, length: number, last: number): boolean {
  const size = 2 ** (32 - length);
  return first % size === 0 && first + size - 1 <= last;
}
