import { VpcctlError } from '@vpcctl/sdk';

/** First and last address, as numbers. */
type Range = readonly [number, number];

/**
 * Matches on an IPv4 address, one for each rule that is needed: any address of `cidrs` (an address or CIDR each; none
 * match nothing). As iptables-legacy-save prints them: each with its length, sorted, as few as will do; all
 * addresses need no match.
 * @param option `-s` for the source, `-d` for the destination
 * @throws VpcctlError `ADDRESS_INVALID`
 */
export function addressMatches(option: '-s' | '-d', cidrs: readonly string[]): string[] {
  return merge(cidrs.map(parse))
    .flatMap(prefixes)
    .map((prefix) => (prefix === '0.0.0.0/0' ? '' : `${option} ${prefix}`));
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

/** A range as networks: each as large as where it starts and where the range ends allow. */
function prefixes([first, last]: Range): string[] {
  const found: string[] = [];
  for (let next = first; next <= last; ) {
    let length = 32;
    while (length > 0 && fits(next, length - 1, last)) length -= 1;
    found.push(`${dotted(next)}/${length}`);
    next += 2 ** (32 - length);
  }
  return found;
}

function fits(first: number, length: number, last: number): boolean {
  const size = 2 ** (32 - length);
  return first % size === 0 && first + size - 1 <= last;
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}
