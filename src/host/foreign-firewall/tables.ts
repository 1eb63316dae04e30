/**
 * Reads and changes the tables of foreign firewalls by programs, nftables' by `nft` as well. A rule
 * that libnftables cannot read may end its process (a failed assertion), and that must not be ours.
 */
import { type FilterProgram, type HostReader, isVpcctlError } from '@vpcctl/sdk';
import type { ForeignTable } from './chains.js';
import type { ContentOf, Edit } from './edits.js';
import * as iptables from './iptables.js';
import * as nftables from './nftables.js';

/** A table, and the program that it is read and written with. */
export interface TableName {
  readonly filter: FilterProgram;
  readonly family: string;
  readonly table: string;
}

/**
 * The kernel's list of iptables-legacy tables. Reading a table with the program itself would create
 * it.
 */
const LEGACY_TABLES = '/proc/net/ip_tables_names';

/** A table that was read. */
export interface FoundTable {
  readonly table: ForeignTable;
  /**
   * Whether only its own program may change it: nft's flag `owner`, which firewalld sets if
   * configured.
   */
  readonly locked: boolean;
}

const NOTHING: FoundTable = { table: new Map(), locked: false };

/**
 * The chains of a table; none where it does not exist, is dormant, or no installed program can read
 * it.
 */
export async function readTable(host: HostReader, name: TableName): Promise<FoundTable> {
  const { filter, family, table } = name;
  try {
    if (filter === 'nftables') return await readNative(host, family, table);
    if (filter === 'iptables-legacy') {
      const tables = (host.readFile(LEGACY_TABLES) ?? '').split('\n');
      if (!tables.includes(table)) return NOTHING;
    }
    const saved = await host.run(`${filter}-save`, ['-t', table]);
    return { table: iptables.parseSaved(saved), locked: false };
  } catch (error) {
    if (!isVpcctlError(error)) throw error;
    const isMissing = error.code === 'HOST_PROGRAM_MISSING' || NO_TABLE.test(error.message);
    if (isMissing) return NOTHING;
    throw error;
  }
}

/** Reads the flags from the text, since nft 1.0.6 misprints them as JSON. */
async function readNative(host: HostReader, family: string, table: string): Promise<FoundTable> {
  const words = ['list', 'table', family, table];
  const [text, json] = await Promise.all([
    host.run('nft', ['--terse', ...words]),
    host.run('nft', ['-j', ...words]),
  ]);
  const flags = /^\tflags (.*)$/m.exec(text)?.[1]?.split(',') ?? [];
  if (flags.includes('dormant')) return NOTHING;
  return { table: nftables.parseTable(json), locked: flags.includes('owner') };
}

/** The chains of a table in which exceptions can be made; none where the table is locked. */
export async function readOpenTable(host: HostReader, name: TableName): Promise<ForeignTable> {
  const { table, locked } = await readTable(host, name);
  return locked ? new Map() : table;
}

/** nft's message where a table does not exist, or where the kernel has no nftables. */
const NO_TABLE = /No such file or directory|cache initialization failed/;

/** Makes all edits or none. They fail where the table was changed after it was read. */
export async function writeTable(
  host: HostReader,
  name: TableName,
  edits: readonly Edit[],
): Promise<void> {
  const { filter } = name;
  if (filter === 'nftables') {
    const objects = edits.map((edit) => nftables.editObject(name, edit));
    await host.run('nft', ['-j', '-f', '-'], nftables.transactionText(objects));
  } else await host.run(`${filter}-restore`, RESTORE, restoreText(name.table, edits));
}

/** Waits up to ten seconds while another program writes the tables of iptables-legacy. */
const RESTORE = ['--noflush', '--wait', '10'];

function restoreText(table: string, edits: readonly Edit[]): string {
  return iptables.restoreText(table, edits.map(iptables.editLine));
}

/** The function that gives an accept rule as the table's own program shows it. */
export function contentIn(filter: FilterProgram): ContentOf {
  return filter === 'nftables'
    ? (match) => JSON.stringify(nftables.acceptStatements(match))
    : (match, comment) => iptables.contentOf(iptables.acceptRule(match, comment));
}
