import { readFileSync } from 'node:fs';
import { check, libc } from './netlink/libc.js';

/** AF_INET; SOCK_RAW | SOCK_CLOEXEC; IPPROTO_RAW; SOL_IP. */
const [AF_INET, RAW_CLOEXEC, PROTOCOL, SOL_IP] = [2, 3 | 0o2000000, 255, 0];

/** The tables that are in use, the option that asks about one, and the length of the answer. */
const FAMILIES = [
  // IPT_SO_GET_INFO and `struct ipt_getinfo` of linux/netfilter_ipv4/ip_tables.h.
  { names: '/proc/net/ip_tables_names', option: 64, length: 84 },
  // ARPT_SO_GET_INFO and `struct arpt_getinfo` of linux/netfilter_arp/arp_tables.h.
  { names: '/proc/net/arp_tables_names', option: 96, length: 68 },
];

/**
 * The shape of the tables of iptables-legacy and arptables-legacy: how many rules they have, and
 * where the chains begin. Two texts that differ tell of a change. Tables that are not in use are
 * left alone, since a question would create them.
 * @throws SystemError
 */
export function shapeOfLegacyTables(): string {
  const tables = FAMILIES.flatMap((family) =>
    namesIn(family.names).map((name) => ({ ...family, name })),
  );
  if (tables.length === 0) return '';
  const { socket, getsockopt, close } = libc();
  const descriptor = check('socket', socket(AF_INET, RAW_CLOEXEC, PROTOCOL));
  try {
    return tables
      .map(({ option, length, name }) => {
        const answer = Buffer.alloc(length);
        answer.write(name);
        const size = Buffer.alloc(4);
        size.writeUInt32LE(length);
        // A table that has just gone is a change, too.
        const result = getsockopt(descriptor, SOL_IP, option, answer, size);
        return `${name} ${result < 0 ? 'gone' : answer.toString('base64')}`;
      })
      .join('\n');
  } finally {
    close(descriptor);
  }
}

function namesIn(file: string): string[] {
  try {
    return readFileSync(file, 'latin1')
      .split('\n')
      .filter((name) => name !== '');
  } catch {
    return [];
  }
}
