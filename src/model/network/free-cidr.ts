import { inputError, type Network, networkAt, overlaps } from '@vpcctl/sdk';

const AUTO = /^auto\/(\d{1,2})$/;

/** The prefix length that a CIDR such as `auto/24` asks for; null for a CIDR that is written out. Pure. */
export function automaticLength(text: string): number | null {
  const [, length] = AUTO.exec(text) ?? [];
  return length === undefined ? null : Number(length);
}

/**
 * The first network of a length in one of `spaces` that overlaps none of `taken`. Pure.
 * @param what what it is for, in an error: `subnet web`
 * @throws VpcctlError `CIDR_NONE_FREE`
 */
export function freeNetwork(
  spaces: readonly Network[],
  length: number,
  taken: readonly Network[],
  what: string,
): Network {
  for (const space of spaces) {
    const found = freeIn(space, length, taken);
    if (found !== null) return found;
  }
  const where = spaces.map(({ text }) => text).join(', ');
  throw inputError(
    'CIDR_NONE_FREE',
    `there is no free /${length} for ${what} in ${where}`,
    'ask for a smaller network (a longer prefix), or name one that is free',
  );
}

/** Behind each network that is in the way, the search goes on after its end. */
function freeIn(space: Network, length: number, taken: readonly Network[]): Network | null {
  if (length < space.length) return null;
  let { first } = space;
  while (first <= space.last) {
    const candidate = networkAt(space.family, first, length);
    const clash = taken.find((network) => overlaps(network, candidate));
    if (clash === undefined) return candidate;
    const size = candidate.last - candidate.first + 1n;
    first = clash.last > candidate.last ? ((clash.last + size) / size) * size : first + size;
  }
  return null;
}
