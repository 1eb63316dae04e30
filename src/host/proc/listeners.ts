import { readdirSync, readlinkSync } from 'node:fs';
import { endianness } from 'node:os';
import type { HostReader, Listener, PortRange } from '@vpcctl/sdk';

/** Sockets that wait for others: TCP in the state LISTEN, UDP that is not connected (`include/net/tcp_states.h`). */
const WAITING = { tcp: '0A', udp: '07' } as const;

type Socket = Omit<Listener, 'process'> & { readonly inode: string };

/** Who listens at one of the ports that are asked for. */
export function readListeners(host: HostReader, asked: readonly PortRange[]): Listener[] {
  const sockets = (['tcp', 'udp'] as const)
    .flatMap((protocol) =>
      [protocol, `${protocol}6`].flatMap((name) =>
        parseSockets(host.readFile(`/proc/net/${name}`) ?? '', protocol, endianness()),
      ),
    )
    .filter(({ protocol, port }) =>
      asked.some((each) => each.protocol === protocol && each.from <= port && port <= each.to),
    );
  return sockets.map(({ inode, ...listener }) => ({ ...listener, process: holder(host, inode) }));
}

/** The sockets in the text of `/proc/net/tcp` and the like that take IPv4. Pure. */
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
      const found = state === WAITING[protocol] ? addressOf(address, order) : undefined;
      return found === undefined
        ? []
        : [{ protocol, address: found, port: Number.parseInt(port, 16), inode }];
    });
}

/** Dotted; null for any address, undefined for what is IPv6 alone. */
function addressOf(hex: string, order: 'BE' | 'LE'): string | null | undefined {
  if (/^0+$/.test(hex)) return null;
  const isMapped = hex.length === 32 && /^0{16}(0000FFFF|FFFF0000)/.test(hex);
  if (hex.length !== 8 && !isMapped) return undefined;
  const octets = [...Buffer.from(hex.slice(-8), 'hex')];
  return (order === 'LE' ? octets.toReversed() : octets).join('.');
}

/** The process that has the socket; null where it can't be seen. */
function holder(host: HostReader, inode: string): Listener['process'] {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (!descriptors(pid).includes(`socket:[${inode}]`)) continue;
    return { pid: Number(pid), name: host.readFile(`/proc/${pid}/comm`)?.trim() ?? '' };
  }
  return null;
}

/** What its descriptors are; nothing for one that has ended, or is another user's. */
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
