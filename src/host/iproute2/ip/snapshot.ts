import { type HostReader, isVpcctlError, namespaceOption } from '@vpcctl/sdk';
import {
  type ObservedLink,
  type ObservedNeighbour,
  type ObservedRoute,
  type ObservedRule,
  parseAddresses,
  parseLinks,
  parseNeighbours,
  parseRoutes,
  parseRules,
} from './parse.js';

/** All that `ip` shows of one network namespace. */
export interface Snapshot {
  readonly links: ReadonlyMap<string, ObservedLink>;
  /** IPv4 addresses with their prefix lengths, by link. */
  readonly addresses: ReadonlyMap<string, readonly string[]>;
  readonly routes: readonly ObservedRoute[];
  readonly rules: readonly ObservedRule[];
  /** Permanent entries. */
  readonly neighbours: readonly ObservedNeighbour[];
  /** Whether the namespace could be read; if not, the rest is empty. */
  readonly readable: boolean;
}

/**
 * The snapshot of a namespace that cannot be read. Root in it may bring that about, so it concerns
 * its own workload alone.
 * @throws VpcctlError that error, where it is about the host's own namespace
 */
export function unreadableSnapshot(namespace: string | null, error: unknown): Snapshot {
  if (namespace === null || !isVpcctlError(error)) throw error;
  const nothing = { addresses: new Map(), routes: [], rules: [], neighbours: [] };
  return { links: new Map(), ...nothing, readable: false };
}

/** Snapshots by namespace; null is the host's own. A namespace that doesn't exist has none. */
export type Snapshots = ReadonlyMap<string | null, Snapshot>;

const QUERIES = [
  'link show',
  'addr show',
  'route show table all',
  'rule show',
  'neigh show nud permanent',
] as const;

/**
 * Reads a whole network namespace with one program.
 * @param namespace its name; null is the host's own
 * @throws VpcctlError `HOST_STEP_FAILED`, `HOST_OUTPUT_UNKNOWN`
 */
export async function takeSnapshot(host: HostReader, namespace: string | null): Promise<Snapshot> {
  const args = ['-4', '-N', '-j', '-d', ...namespaceOption(namespace), '-batch', '-'];
  const output = await host.run('ip', args, QUERIES.map((query) => `${query}\n`).join(''));
  // Each query prints one JSON array on a line of its own.
  const [links = '', addresses = '', routes = '', rules = '', neighbours = ''] = output.split('\n');
  return {
    links: new Map(parseLinks(links).map((link) => [link.ifname, link])),
    addresses: new Map(
      parseAddresses(addresses).map(({ ifname, addr_info }) => [
        ifname,
        addr_info.map(({ local, prefixlen }) => `${local}/${prefixlen}`),
      ]),
    ),
    routes: parseRoutes(routes),
    // vpcctl makes these on the host alone.
    rules: namespace === null ? parseRules(rules) : [],
    neighbours: namespace === null ? parseNeighbours(neighbours) : [],
    readable: true,
  };
}
