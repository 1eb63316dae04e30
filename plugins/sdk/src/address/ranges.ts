import { VpcctlError } from '../contract/errors.js';
import { compareAddresses } from './address.js';
import { type AddressFamily, bitsOf, sizeOf } from './family.js';
import { type Network, networkAt, networkOf } from './network.js';
import { readAddressWithLength } from './read.js';

/** A range of addresses of one family, as numbers; both ends are part of it. */
export interface AddressRange {
  /** The family of both ends. */
  readonly family: AddressFamily;
  /** The first address, as a number. */
  readonly first: bigint;
  /** The last address, as a number. */
  readonly last: bigint;
}

/**
 * The addresses of `cidrs` as sorted ranges, the form in which drivers write them. Ranges that
 * touch or overlap become one. Each text is an address or a CIDR; host bits may be set. Pure.
 * @throws VpcctlError `ADDRESS_INVALID`
 */
export function mergedRanges(cidrs: readonly string[]): AddressRange[] {
  const merged: AddressRange[] = [];
  for (const range of cidrs.map(networkFor).sort(compareStarts)) {
    const end = merged.at(-1);
    if (end !== undefined && end.family === range.family && range.first <= end.last + 1n) {
      if (range.last > end.last) merged[merged.length - 1] = { ...end, last: range.last };
    } else {
      merged.push({ family: range.family, first: range.first, last: range.last });
    }
  }
  return merged;
}

/**
 * The fewest networks that have just the addresses of a range: each is as long as its start and the
 * end of the range allow. Pure.
 */
export function networksIn({ family, first, last }: AddressRange): Network[] {
  const found: Network[] = [];
  for (let next = first; next <= last; next = (found.at(-1)?.last ?? last) + 1n) {
    let length = bitsOf(family);
    while (length > 0 && fits(next, sizeOf(family, length - 1), last)) length -= 1;
    found.push(networkAt(family, next, length));
  }
  return found;
}

function fits(first: bigint, size: bigint, last: bigint): boolean {
  return first % size === 0n && first + size - 1n <= last;
}

function compareStarts(one: AddressRange, other: AddressRange): number {
  return compareAddresses(
    { family: one.family, value: one.first },
    { family: other.family, value: other.first },
  );
}

function networkFor(cidr: string): Network {
  const found = readAddressWithLength(cidr);
  if (found !== null) return networkOf(found);
  throw new VpcctlError(`${JSON.stringify(cidr)} is not an IPv4 address or CIDR`, {
    code: 'ADDRESS_INVALID',
    category: 'internal',
  });
}
