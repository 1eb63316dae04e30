import { VpcctlError } from '../contract/errors.js';

/** A range of IPv4 addresses, as numbers; both ends are part of it. */
export type AddressRange = readonly [first: number, last: number];

/**
 * The addresses of `cidrs` as sorted ranges, the form in which drivers write them. Ranges that
 * touch or overlap become one. Each text is an address or a CIDR; host bits may be set. Pure.
 * @throws VpcctlError `ADDRESS_INVALID`
 */
export function mergedRanges(cidrs: readonly string[]): AddressRange[] {
  const merged: AddressRange[] = [];
  for (const range of cidrs.map(parse).sort((one, other) => one[0] - other[0])) {
    const last = merged.at(-1);
    if (last !== undefined && range[0] <= last[1] + 1) {
      merged[merged.length - 1] = [last[0], Math.max(last[1], range[1])];
    } else {
      merged.push(range);
    }
  }
  return merged;
}

/** A number as a dotted address: `10.0.0.1`. Pure. */
export function dottedAddress(address: number): string {
  return [address >>> 24, (address >>> 16) & 255, (address >>> 8) & 255, address & 255].join('.');
}

function parse(cidr: string): AddressRange {
  const found = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?$/.exec(cidr);
  const octets = found?.slice(1, 5).map(Number) ?? [];
  const length = Number(found?.[5] ?? 32);
  if (found === null || octets.some((octet) => octet > 255) || length > 32) {
    throw new VpcctlError(`${JSON.stringify(cidr)} is not an IPv4 address or CIDR`, {
      code: 'ADDRESS_INVALID',
      category: 'internal',
    });
  }
  const address = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  const size = 2 ** (32 - length);
  const first = address - (address % size);
  return [first, first + size - 1];
}
