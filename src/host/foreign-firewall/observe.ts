import type { HostReader, Resource } from '@vpcctl/sdk';
import type { ForeignTable } from './chains.js';
import { isFirewallException } from './compile.js';
import { exceptionState } from './edits.js';
import { contentIn, readOpenTable, type TableName } from './tables.js';

/**
 * The candidates that exist. An exception in a chain that is gone, or that drops nothing by
 * default, counts as existing, since there is nothing to except. Starts one program for each table.
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
    const state = exceptionState(table, attributes, contentIn(attributes.filter));
    if (state === 'closed') return [];
    return [
      state === 'open' ? exception : { ...exception, attributes: { ...attributes, damaged: true } },
    ];
  });
}

function keyOf({ filter, family, table }: TableName): string {
  return `${filter} ${family} ${table}`;
}
