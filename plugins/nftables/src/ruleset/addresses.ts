import { type AddressRange, dottedAddress, type Json, mergedRanges } from '@vpcctl/sdk';

/**
 * The right side of a match on an IPv4 address: any address of `cidrs` (an address or CIDR each; at
 * least one). As nft prints it: ranges that touch are merged and sorted; a single one needs no set.
 * @throws VpcctlError `ADDRESS_INVALID`
 */
export function addressMatch(cidrs: readonly string[]): Json {
  const items = mergedRanges(cidrs).map(print);
  const [only] = items;
  return items.length === 1 && only !== undefined ? only : { set: items };
}

function print([first, last]: AddressRange): Json {
  const size = last - first + 1;
  if (size === 1) return dottedAddress(first);
  const length = 32 - Math.log2(size);
  // A range is a prefix when it is as long as one and starts where one can.
  if (Number.isInteger(length) && first % size === 0) {
    return { prefix: { addr: dottedAddress(first), len: length } };
  }
  return { range: [dottedAddress(first), dottedAddress(last)] };
}
