import type { HostRoute } from '@vpcctl/sdk';

/** RTF_UP and RTF_GATEWAY of linux/route.h. */
const UP = 0x1;
const GATEWAY = 0x2;
/** In place of an interface. RTF_REJECT is set for `unreachable` and `prohibit` alone. */
const NO_INTERFACE = '*';

/**
 * The main table's routes from the text of `/proc/net/route` (fib_route_seq_show in
 * net/ipv4/fib_trie.c). Pure. Routes that drop packets have no interface.
 * @param endianness of the host: the kernel prints addresses, which are in network order, as host
 *   numbers
 */
export function parseRoutes(text: string, endianness: 'LE' | 'BE' = 'LE'): HostRoute[] {
  return text
    .split('\n')
    .slice(1)
    .flatMap((line) => parseRoute(line, endianness) ?? []);
}

function parseRoute(line: string, endianness: 'LE' | 'BE'): HostRoute | null {
  const [link, destination, gateway, flagWord, , , metric, mask] = line.trim().split(/\s+/);
  if (!link || !destination || !gateway || !flagWord || !metric || !mask) return null;
  const flags = Number.parseInt(flagWord, 16);
  if (!(flags & UP)) return null;
  return {
    destination: `${address(destination, endianness)}/${prefixLength(mask)}`,
    gateway: flags & GATEWAY ? address(gateway, endianness) : null,
    interface: link === NO_INTERFACE ? null : link,
    metric: Number(metric),
  };
}

/** `0100000A` on a little-endian host is 10.0.0.1. */
function address(hex: string, endianness: 'LE' | 'BE'): string {
  const octets = (hex.match(/../g) ?? []).map((octet) => Number.parseInt(octet, 16));
  return (endianness === 'LE' ? octets.reverse() : octets).join('.');
}

/** How many bits are set; the byte order does not matter for that. */
function prefixLength(mask: string): number {
  return [...Number.parseInt(mask, 16).toString(2)].filter((bit) => bit === '1').length;
}
