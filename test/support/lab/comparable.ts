import type { HostState } from './host-state.js';

/** Sections whose lines are JSON, and what is left out of them. */
const LEFT_OUT: Readonly<Record<string, readonly string[]>> = {
  // Numbers that the kernel gives out: what is made again gets others. And the packet size that a bridge learns
  // from its first port, which it keeps when that goes (netif_inherit_tso_max in br_add_if).
  links: ['ifindex', 'link_index', 'link_netnsid', 'tso_max_size', 'tso_max_segs'],
  addresses: ['ifindex', 'link_index', 'link_netnsid'],
  // `bridge` looks the number of a port's peer up in the wrong namespace, and says the name it finds.
  'bridge ports': ['ifindex', 'link'],
  'packet filter': ['handle'],
  qdiscs: ['handle', 'refcnt'],
};

/**
 * A host state in which what was deleted and made again is the same, with the elements of sets in one order.
 */
export function comparable(state: HostState): HostState {
  return Object.fromEntries(
    Object.entries(state).map(([section, lines]) => {
      const leftOut = LEFT_OUT[section];
      return [section, leftOut ? lines.map((line) => reduce(line, leftOut)) : lines];
    }),
  );
}

function reduce(line: string, leftOut: readonly string[]): string {
  return JSON.stringify(JSON.parse(line), (key, value: unknown) => {
    if (leftOut.includes(key)) return undefined;
    return key === 'elem' && Array.isArray(value)
      ? value.map((element) => JSON.stringify(element)).sort()
      : value;
  });
}
