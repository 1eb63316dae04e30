import { type HostReader, type Network, parseDestination } from '@vpcctl/sdk';
import { parseRoutes } from '../iproute2/ip/parse.js';
import type { NetlinkSession } from '../netlink/index.js';
import type { HostAddresses } from './in-the-way.js';

/** RT_TABLE_LOCAL of linux/rtnetlink.h. */
const LOCAL_TABLE = 255;

export const NO_ADDRESSES: HostAddresses = { local: [], udpPorts: new Set() };

/** @throws NetlinkError, SystemError, MalformedMessage */
export function addressesByNetlink(session: NetlinkSession, host: HostReader): HostAddresses {
  const local = session
    .socket(null)
    .routes()
    .filter(({ table, type }) => table === LOCAL_TABLE && type === 'local');
  return { local: local.map(({ destination }) => network(destination)), udpPorts: portsOf(host) };
}

/** @throws VpcctlError `HOST_STEP_FAILED`, `HOST_OUTPUT_UNKNOWN`, `HOST_PROGRAM_MISSING` */
export async function addressesByProgram(host: HostReader): Promise<HostAddresses> {
  const query = ['route', 'show', 'table', String(LOCAL_TABLE), 'type', 'local'];
  const found = parseRoutes(await host.run('ip', ['-4', '-N', '-j', ...query]));
  return { local: found.map(({ dst }) => network(dst)), udpPorts: portsOf(host) };
}

function network(destination: string): Network {
  return parseDestination(destination);
}

/** The ports of all UDP sockets, also of those that are connected. */
function portsOf(host: HostReader): ReadonlySet<number> {
  const texts = ['udp', 'udp6'].map((name) => host.readFile(`/proc/net/${name}`) ?? '');
  const ports = texts.flatMap((text) => [...text.matchAll(/^ *\d+: [0-9A-F]+:([0-9A-F]{4}) /gm)]);
  return new Set(ports.map(([, port = '']) => Number.parseInt(port, 16)));
}
