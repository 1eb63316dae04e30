import type { HostReader, Resource } from '@vpcctl/sdk';
import type { ForeignTable } from './chains.js';
import { isFirewallException } from './compile.js';
import { standingOf } from './edits.js';
import { contentIn, readOpenTable, type TableName } from './tables.js';

/**
 * The candidates that are there, also those through a chain that is not, or that drops nothing by default: there is
 * nothing to pass. Starts one program for each table.
 */
export async function observe(
  host: HostReader,
  candidates: readonly Resource[],
): Promise<Resource[]> {
  const exceptions = candidates.filter(isFirewallException);
  const names = new Map(exceptions.map(({ attributes }) => [keyOf(attributes), attributes]));
  const tables = new Map<string, ForeignTable>(
    await Promise.all(
      [...names].map(async ([key, name]) => [key, await readOpenTable(host, name)] as const),
    ),
  );
  return exceptions.flatMap((exception): Resource[] => {
    const { attributes } = exception;
    const table = tables.get(keyOf(attributes)) ?? new Map();
    const standing = standingOf(table, attributes, contentIn(attributes.filter));
    if (standing === 'closed') return [];
    return [
      standing === 'open'
        ? exception
        : { ...exception, attributes: { ...attributes, damaged: true } },
    ];
  });
}

function keyOf({ filter, family, table }: TableName): string {
  return `${filter} ${family} ${table}`;
}
