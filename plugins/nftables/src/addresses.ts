import { type Json, VpcctlError } from '@vpcctl/sdk';

/** First and last address, as numbers. */
type Range = readonly [number, number];

/**
 * The right side of a match on an IPv4 address: any address of `cidrs` (an address or CIDR each; at least one).
 * As nft prints it: ranges that touch are one, sorted; a lone one stands without a set.
 * @throws VpcctlError `ADDRESS_INVALID`
 */
export function addressMatch(cidrs: readonly string[]): Json {
  const items = merge(cidrs.map(parse)).map(print);
  const [only] = items;
  return items.length === 1 && only !== undefined ? only : { set: items };
}

function parse(cidr: string): Range {
  const found = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?$/.exec(cidr);
  const octets = found?.slice(1, 5).map(Number) ?? [];
  const length = Number(found?.[5] ?? 32);
  if (found === null || octets.some((octet) => octet > 255) || length > 32) {
    throw new VpcctlError(`“${cidr}” is not an IPv4 address or CIDR.`, {
      code: 'ADDRESS_INVALID',
      category: 'internal',
    });
  }
  const address = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  const size = 2 ** (32 - length);
  const first = address - (address % size);
  return [first, first + size - 1];
}

function merge(ranges: readonly Range[]): Range[] {
  const merged: Range[] = [];
  for (const range of [...ranges].sort((one, other) => one[0] - other[0])) {
    const last = merged.at(-1);
    if (last !== undefined && range[0] <= last[1] + 1) {
      merged[merged.length - 1] = [last[0], Math.max(last[1], range[1])];
    } else {
      merged.push(range);
    }
  }
  return merged;
}

function print([first, last]: Range): Json {
  const size = last - first + 1;
  if (size === 1) return dotted(first);
  const length = 32 - Math.log2(size);
  // A range is a prefix when it is as long as one and starts where one can.
  if (Number.isInteger(length) && first % size === 0) {
    return { prefix: { addr: dotted(first), len: length } };
  }
  return { range: [dotted(first), dotted(last)] };
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}
