import {
  type AddressFamily,
  type AddressRange,
  addressAt,
  isHostRoute,
  type Json,
  mergedRanges,
  networksIn,
} from '@vpcctl/sdk';

/** The data type of a set's elements that are addresses. A set has those of one family. */
export const ADDRESS_TYPES: Readonly<Record<AddressFamily, string>> = {
  ipv4: 'ipv4_addr',
  ipv6: 'ipv6_addr',
};

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

/** An address, a network where the range is one, or a range. */
function print(range: AddressRange): Json {
  const { family, first, last } = range;
  const addr = addressAt(family, first).text;
  const [network, ...more] = networksIn(range);
  if (network === undefined || more.length > 0)
    return { range: [addr, addressAt(family, last).text] };
  return isHostRoute(network) ? addr : { prefix: { addr, len: network.length } };
}
