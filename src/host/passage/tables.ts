/** The tables of other programs' filters: reads them, and changes them. */
import { type FilterProgram, type HostReader, isVpcctlError } from '@vpcctl/sdk';
import type { ContentOf, Edit } from './edits.js';
import * as iptables from './iptables.js';
import * as nftables from './nftables.js';
import type { ForeignTable } from './ruleset.js';

/** A table, and the program that it is read and written with. */
export interface TableName {
  readonly filter: FilterProgram;
  readonly family: string;
  readonly table: string;
}

/** Where the kernel lists the tables of iptables-legacy; reading one with the program itself would create it. */
const LEGACY_TABLES = '/proc/net/ip_tables_names';

/** The chains of a table; none where there is no such table, or no program to read it. */
export async function readTable(host: HostReader, name: TableName): Promise<ForeignTable> {
  const { filter, family, table } = name;
  try {
    if (filter === 'nftables') {
      return nftables.parseTable(await host.run('nft', ['-j', 'list', 'table', family, table]));
    }
    if (filter === 'iptables-legacy') {
      const tables = (host.readFile(LEGACY_TABLES) ?? '').split('\n');
      if (!tables.includes(table)) return new Map();
    }
    return iptables.parseSaved(await host.run(`${filter}-save`, ['-t', table]));
  } catch (error) {
    if (!isVpcctlError(error)) throw error;
    const isMissing = error.code === 'HOST_PROGRAM_MISSING' || NO_TABLE.test(error.message);
    if (isMissing) return new Map();
    throw error;
  }
}

/** What nft says of a table that is not there, or where the kernel has no nftables. */
const NO_TABLE = /No such file or directory|cache initialization failed/;

/** Makes edits, all or none of them: they fail where the table was changed since it was read. */
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

/** It waits ten seconds at most for others that write the tables of iptables-legacy. */
const RESTORE = ['--noflush', '--wait', '10'];

function restoreText(table: string, edits: readonly Edit[]): string {
  return iptables.restoreText(table, edits.map(iptables.editLine));
}

/** How the table's program shows an accept rule. */
export function contentIn(filter: FilterProgram): ContentOf {
  return filter === 'nftables'
    ? (match) => JSON.stringify(nftables.acceptStatements(match))
    : (match, comment) => iptables.contentOf(iptables.acceptRule(match, comment));
}
