import { readdirSync, readlinkSync } from 'node:fs';
import { endianness } from 'node:os';
import type { HostReader, Listener, PortRange } from '@vpcctl/sdk';

/**
 * The state of listening sockets (`include/net/tcp_states.h`): TCP in LISTEN, UDP not connected.
 */
const LISTENING = { tcp: '0A', udp: '07' } as const;

type Socket = Omit<Listener, 'process'> & { readonly inode: string };

/** The sockets that listen on one of the given ports, each with its process. */
export function readListeners(host: HostReader, ranges: readonly PortRange[]): Listener[] {
  const sockets = (['tcp', 'udp'] as const)
    .flatMap((protocol) =>
      [protocol, `${protocol}6`].flatMap((name) =>
        parseSockets(host.readFile(`/proc/net/${name}`) ?? '', protocol, endianness()),
      ),
    )
    .filter(({ protocol, port }) =>
      ranges.some((each) => each.protocol === protocol && each.from <= port && port <= each.to),
    );
  return sockets.map(({ inode, ...listener }) => ({ ...listener, process: holder(host, inode) }));
}

/**
 * The listening sockets that accept IPv4 in the text of `/proc/net/tcp`, `udp`, `tcp6` or `udp6`.
 * Pure.
 */
export function parseSockets(
  text: string,
  protocol: Listener['protocol'],
  order: 'BE' | 'LE',
): Socket[] {
  return text
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
      const [address = '', port = ''] = local.split(':');
      const found = state === LISTENING[protocol] ? addressOf(address, order) : undefined;
      return found === undefined
        ? []
        : [{ protocol, address: found, port: Number.parseInt(port, 16), inode }];
    });
}

/** The address, dotted; null for any address, undefined for an IPv6 address. */
function addressOf(hex: string, order: 'BE' | 'LE'): string | null | undefined {
  if (/^0+$/.test(hex)) return null;
  const isMapped = hex.length === 32 && /^0{16}(0000FFFF|FFFF0000)/.test(hex);
  if (hex.length !== 8 && !isMapped) return undefined;
  const octets = [...Buffer.from(hex.slice(-8), 'hex')];
  return (order === 'LE' ? octets.toReversed() : octets).join('.');
}

/** The process that has the socket open; null where it can't be seen. */
function holder(host: HostReader, inode: string): Listener['process'] {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (!descriptors(pid).includes(`socket:[${inode}]`)) continue;
    return { pid: Number(pid), name: host.readFile(`/proc/${pid}/comm`)?.trim() ?? '' };
  }
  return null;
}

/** The link targets of its descriptors; none for a process that has ended, or is another user's. */
function descriptors(pid: string): string[] {
  try {
    const directory = `/proc/${pid}/fd`;
    return readdirSync(directory).map((name) => link(`${directory}/${name}`));
  } catch {
    return [];
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
