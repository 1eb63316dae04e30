import type { ForeignFilter } from '@vpcctl/sdk';
import * as z from 'zod';

/** A base chain of another program's filter, as it is recorded. */
export const filterSchema = z.object({
  filter: z.enum(['nftables', 'iptables-nft', 'iptables-legacy']),
  family: z.enum(['ip', 'inet']),
  table: z.string(),
  chain: z.string(),
  hook: z.enum(['forward', 'input']),
}) satisfies z.ZodType<ForeignFilter>;

/** The slice: the filters of others that drop by default, by what they are called. */
export type CoexistenceSlice = { [name: string]: ForeignFilter };

/** What a filter is called: `iptables-nft filter FORWARD`, `nftables inet firewalld filter_FORWARD`. */
export function filterName({ filter, family, table, chain }: ForeignFilter): string {
  return [filter, ...(filter === 'nftables' ? [family] : []), table, chain].join(' ');
}

/** A slice with `filters` in it. */
export function withFilters(
  slice: CoexistenceSlice,
  filters: readonly ForeignFilter[],
): CoexistenceSlice {
  return { ...slice, ...Object.fromEntries(filters.map((each) => [filterName(each), each])) };
}
