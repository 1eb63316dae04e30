import type { ForeignVerdict, HostReader } from '@vpcctl/sdk';
import { savedVerdicts } from './drops-of-iptables.js';
import { tableVerdicts } from './drops-of-nftables.js';
import { orNothing } from './or-nothing.js';

/** The kernel's list of iptables-legacy tables: to read a table with the program creates it. */
const LEGACY_TABLES = '/proc/net/ip_tables_names';
const OWN_TABLE = 'vpcctl';
/** The queues that a program reads, a line each: its number comes first (nfnetlink_queue.c). */
const QUEUES = '/proc/net/netfilter/nfnetlink_queue';

/**
 * Reads what packet filters of other programs do with packets by rules that name addresses,
 * interfaces or ports alone, in their order. A rule with another condition is left out, since it may
 * well not match. Asks nftables for its list of chains, and for each table that has a base chain.
 */
export async function readForeignVerdicts(host: HostReader): Promise<ForeignVerdict[]> {
  if (process.geteuid?.() !== 0) return [];
  const found: ForeignVerdict[] = [];
  const numbers = (host.readFile(QUEUES) ?? '').matchAll(/^ *(\d+)/gm);
  const heard = new Set([...numbers].map(([, number]) => Number(number)));
  for (const { family, table } of await foreignTables(host)) {
    found.push(...(await verdictsIn(host, family, table, heard)));
  }
  const legacy = (host.readFile(LEGACY_TABLES) ?? '').split('\n').filter((name) => name !== '');
  if (legacy.length > 0) {
    const saved = await orNothing(host.run('iptables-legacy-save', []));
    found.push(...savedVerdicts(saved, 'iptables-legacy', heard));
  }
  return found;
}

/** Of what iptables-nft made, nft's JSON has little more than names. */
async function verdictsIn(
  host: HostReader,
  family: string,
  table: string,
  heard: ReadonlySet<number>,
): Promise<ForeignVerdict[]> {
  const text = await orNothing(host.nft(['-j', 'list', 'table', family, table]));
  const isOfIptables = family === 'ip' && text.includes('"xt"');
  const saved = isOfIptables ? await orNothing(host.run('iptables-nft-save', ['-t', table])) : '';
  return saved === ''
    ? tableVerdicts(text, `nftables ${family} ${table}`, heard)
    : savedVerdicts(saved, 'nftables ip', heard);
}

async function foreignTables(host: HostReader) {
  const text = await orNothing(host.nft(['list', 'chains']));
  let [family, table] = ['', ''];
  const found = new Map<string, { readonly family: string; readonly table: string }>();
  for (const line of text.split('\n')) {
    const [, ofFamily, name] = /^table (\S+) (\S+) \{/.exec(line) ?? [];
    if (ofFamily !== undefined && name !== undefined) [family, table] = [ofFamily, name];
    const isSeen =
      ['ip', 'inet', 'arp', 'bridge', 'netdev'].includes(family) && table !== OWN_TABLE;
    if (isSeen && /^\t\ttype \S+ hook /.test(line))
      found.set(`${family} ${table}`, { family, table });
  }
  return [...found.values()];
}
