import type { HostReader, Resource } from '@vpcctl/sdk';
import type { ForeignTable } from './chains.js';
import { isPassage } from './compile.js';
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
  const passages = candidates.filter(isPassage);
  const names = new Map(passages.map(({ attributes }) => [keyOf(attributes), attributes]));
  const tables = new Map<string, ForeignTable>(
    await Promise.all(
      [...names].map(async ([key, name]) => [key, await readOpenTable(host, name)] as const),
    ),
  );
  return passages.flatMap((passage): Resource[] => {
    const { attributes } = passage;
    const table = tables.get(keyOf(attributes)) ?? new Map();
    const standing = standingOf(table, attributes, contentIn(attributes.filter));
    if (standing === 'closed') return [];
    return [
      standing === 'open' ? passage : { ...passage, attributes: { ...attributes, damaged: true } },
    ];
  });
}

function keyOf({ filter, family, table }: TableName): string {
  return `${filter} ${family} ${table}`;
}
