import type { FilterFact, ForeignChain, HostReader } from '@vpcctl/sdk';
import { isVpcctlError } from '@vpcctl/sdk';
import { dropsByDefault } from './chains.js';
import { readTable, type TableName } from './tables.js';
import { trafficInZones } from './zone.js';

/** A foreign base chain at a hook that a VPC's packets pass. */
type BaseChain = Pick<ForeignChain, 'chain' | 'hook'>;

/** iptables' own chains in its table `filter`. */
const IPTABLES_CHAINS: readonly BaseChain[] = [
  { chain: 'FORWARD', hook: 'forward' },
  { chain: 'INPUT', hook: 'input' },
];

/** The name of our own tables. */
const OWN_TABLE = 'vpcctl';

/**
 * Finds the base chains of foreign firewalls that drop by default forwarded packets, or packets to
 * the host. Only reads. Asks nftables for its list of chains, and starts a program for each table
 * that has such a chain.
 */
export async function findForeignChains(host: HostReader): Promise<FilterFact[]> {
  const native = await nftBaseChains(host);
  const tables = [...new Set(native.map(({ family, table }) => `${family} ${table}`))];
  const found = await Promise.all(
    tables.map(async (key) => {
      const [family = '', table = ''] = key.split(' ');
      const chains = native.filter((each) => each.family === family && each.table === table);
      if (key === 'ip filter') {
        const filters = await detectInTable(host, 'iptables-nft', 'ip', table, IPTABLES_CHAINS);
        // Null where iptables can't read the table.
        if (filters !== null) return filters;
      }
      const known = family === 'ip' ? 'ip' : 'inet';
      return (await detectInTable(host, 'nftables', known, table, chains)) ?? [];
    }),
  );
  const legacy = await detectInTable(host, 'iptables-legacy', 'ip', 'filter', IPTABLES_CHAINS);
  return [...found.flat(), ...(legacy ?? [])];
}

/** The `chains` that drop by default; null where the table can't be read. */
async function detectInTable(
  host: HostReader,
  filter: ForeignChain['filter'],
  family: ForeignChain['family'],
  table: string,
  chains: readonly BaseChain[],
): Promise<FilterFact[] | null> {
  const name: TableName = { filter, family, table };
  const found = await readTable(host, name);
  if (found.table.size === 0) return null;
  return chains
    .filter(({ chain }) => dropsByDefault(found.table, chain))
    .map(({ chain, hook }) => ({
      filter: { filter, family, table, chain, hook },
      locked: found.locked,
      passing: trafficInZones(found.table, chain, hook),
    }));
}

interface NftChain extends BaseChain {
  readonly family: string;
  readonly table: string;
}

/**
 * The foreign base chains of nftables at the hooks forward and input, in the families that see
 * IPv4.
 */
async function nftBaseChains(host: HostReader): Promise<NftChain[]> {
  try {
    return parseBaseChains(await host.nft(['list', 'chains']));
  } catch (error) {
    if (!isVpcctlError(error)) throw error;
    // Without nft, or without nftables in the kernel, there can only be those of iptables-nft.
    return IPTABLES_CHAINS.map((chain) => ({ family: 'ip', table: 'filter', ...chain }));
  }
}

/** Reads the output of `nft list chains`, which stays short where sets and rules are many. Pure. */
export function parseBaseChains(text: string): NftChain[] {
  let [family, table, chain] = ['', '', ''];
  return text.split('\n').flatMap((line): NftChain[] => {
    const [, ofFamily, name] = /^table (\S+) (\S+) \{/.exec(line) ?? [];
    if (ofFamily !== undefined && name !== undefined) [family, table] = [ofFamily, name];
    chain = /^\tchain (\S+) \{/.exec(line)?.[1] ?? chain;
    const [, hook] = /^\t\ttype filter hook (forward|input) /.exec(line) ?? [];
    if (hook !== 'forward' && hook !== 'input') return [];
    const isSeen = family === 'ip' || family === 'inet';
    return isSeen && table !== OWN_TABLE ? [{ family, table, chain, hook }] : [];
  });
}
