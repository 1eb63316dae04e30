import type { HostAddress, HostFacts, HostReader } from '@vpcctl/sdk';
import { observedRoute } from '../iproute2/ip/netlink-snapshot.js';
import type { ObservedRoute } from '../iproute2/ip/parse.js';
import { byNetlink } from '../netlink/netlink-host.js';
import { type KnownRoute, uplinksOf } from './uplinks.js';

/** An address on the internet that hosts have no route of their own to. */
const PROBE = '1.1.1.1';

/** RTN_UNICAST of linux/rtnetlink.h, as `ip -N` prints it. */
const UNICAST = '1';

/**
 * Reads the host's addresses, and the interfaces by which it reaches the internet.
 * @throws VpcctlError `HOST_STEP_FAILED`, `HOST_OUTPUT_UNKNOWN`, `HOST_PROGRAM_MISSING`
 */
export async function readNetwork(
  host: HostReader,
): Promise<Pick<HostFacts, 'addresses' | 'uplinks'>> {
  const { addresses, routes, best } = readByNetlink(host) ?? (await readByProgram(host));
  return {
    addresses,
    uplinks: uplinksOf(addresses, routes.flatMap(knownRoute), best),
  };
}

interface Read {
  readonly addresses: readonly HostAddress[];
  readonly routes: readonly ObservedRoute[];
  readonly best: string | null;
}

function readByNetlink(host: HostReader): Read | null {
  return byNetlink(host, 'the addresses and routes cannot be read', (session) => {
    const socket = session.socket(null);
    const names = new Map(socket.links().map(({ index, name }) => [index, name]));
    const nameOf = (index: number | null) => (index === null ? null : (names.get(index) ?? null));
    return {
      addresses: socket
        .addresses()
        .map(({ index, cidr }) => ({ interface: nameOf(index) ?? '', cidr })),
      routes: socket.routes().map((route) => observedRoute(route, nameOf)),
      best: nameOf(socket.linkTo(PROBE)),
    };
  });
}

async function readByProgram(host: HostReader): Promise<Read> {
  const { takeSnapshot } = await import('../iproute2/ip/snapshot.js');
  const { parseRoutes } = await import('../iproute2/ip/parse.js');
  const { addresses, routes } = await takeSnapshot(host, null);
  // It fails where there is no route.
  const best = await host
    .run('ip', ['-4', '-N', '-j', 'route', 'get', PROBE])
    .then((text) => parseRoutes(text)[0]?.dev ?? null)
    .catch(() => null);
  return {
    addresses: [...addresses].flatMap(([link, cidrs]) =>
      cidrs.map((cidr) => ({ interface: link, cidr })),
    ),
    routes,
    best,
  };
}

function knownRoute({
  type,
  dst,
  table,
  metric,
  dev,
  gateway,
  nexthops,
}: ObservedRoute): KnownRoute[] {
  if (type !== UNICAST) return [];
  const hops = dev === null ? nexthops : [{ dev, gateway }];
  return [
    {
      destination: dst,
      table,
      metric,
      hops: hops.map((hop) => ({ interface: hop.dev, gateway: hop.gateway })),
    },
  ];
}
