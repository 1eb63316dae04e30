import type { HostAddress, HostFacts, HostReader } from '@vpcctl/sdk';
import { observedRoute } from '../iproute2/ip/netlink-snapshot.js';
import type { ObservedRoute } from '../iproute2/ip/parse.js';
import { byNetlink } from '../netlink/netlink-host.js';
import { type KnownRoute, uplinksOf } from './uplinks.js';

/** An address on the internet that hosts have no route of their own to. */
const PROBE = '1.1.1.1';

/** The aliases of VPCs' own links begin like this. */
const OWN_ALIAS = 'vpcctl:';

/** RTN_UNICAST of linux/rtnetlink.h, as `ip -N` prints it. */
const UNICAST = '1';

/** What is read where an intent `needs` the network. */
export type NetworkFacts = Pick<HostFacts, 'addresses' | 'uplinks' | 'running'>;

/**
 * Reads the host's addresses, and the interfaces by which it reaches the internet.
 * @throws VpcctlError `HOST_STEP_FAILED`, `HOST_OUTPUT_UNKNOWN`, `HOST_PROGRAM_MISSING`
 */
export async function readNetwork(host: HostReader): Promise<NetworkFacts> {
  const { addresses, routes, best, links } = readByNetlink(host) ?? (await readByProgram(host));
  return {
    addresses,
    uplinks: uplinksOf(addresses, routes.flatMap(knownRoute), best),
    running: links.filter(isRunning).map(({ name }) => name),
  };
}

interface Read {
  readonly addresses: readonly HostAddress[];
  readonly routes: readonly ObservedRoute[];
  readonly best: string | null;
  readonly links: readonly ReadLink[];
}

interface ReadLink {
  readonly name: string;
  readonly up: boolean;
  readonly alias: string | null;
}

/** The links of VPCs are no facts of the host: they come and go with each change. */
function isRunning(link: ReadLink): boolean {
  return link.up && !isOwn(link);
}

function isOwn({ alias }: Pick<ReadLink, 'alias'>): boolean {
  return alias?.startsWith(OWN_ALIAS) === true;
}

function readByNetlink(host: HostReader): Read | null {
  return byNetlink(host, 'the addresses and routes cannot be read', (session) => {
    const socket = session.socket(null);
    const links = socket.linksBut(isOwn);
    const names = new Map(links.map(({ index, name }) => [index, name]));
    const nameOf = (index: number | null): string | null => {
      if (index === null) return null;
      const known = names.get(index) ?? socket.linkAt(index)?.name ?? null;
      if (known !== null) names.set(index, known);
      return known;
    };
    return {
      addresses: socket
        .addresses()
        .map(({ index, cidr }) => ({ interface: nameOf(index) ?? '', cidr })),
      routes: socket.routes().map((route) => observedRoute(route, nameOf)),
      best: nameOf(socket.linkTo(PROBE)),
      links: links.map(({ name, up, alias }) => ({ name, up, alias })),
    };
  });
}

async function readByProgram(host: HostReader): Promise<Read> {
  const { takeSnapshot } = await import('../iproute2/ip/snapshot.js');
  const { parseRoutes } = await import('../iproute2/ip/parse.js');
  const { addresses, routes, links } = await takeSnapshot(host, null);
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
    links: [...links.values()].map(({ ifname, flags, ifalias }) => ({
      ...{ name: ifname, up: flags.includes('UP'), alias: ifalias ?? null },
    })),
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
