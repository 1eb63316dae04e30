import type { ForeignChain } from '@vpcctl/sdk';
import * as z from 'zod';

/** A base chain of another program's filter, as it is recorded. */
export const filterSchema = z.object({
  filter: z.enum(['nftables', 'iptables-nft', 'iptables-legacy']),
  family: z.enum(['ip', 'inet']),
  table: z.string(),
  chain: z.string(),
  hook: z.enum(['forward', 'input']),
}) satisfies z.ZodType<ForeignChain>;

/** The slice: the filters of others that drop by default, by what they are called. */
export type ForeignFirewallsSlice = { [name: string]: ForeignChain };

/** What a filter is called: `iptables-nft filter FORWARD`, `nftables inet firewalld filter_FORWARD`. */
export function filterName({ filter, family, table, chain }: ForeignChain): string {
  return [filter, ...(filter === 'nftables' ? [family] : []), table, chain].join(' ');
}

/** A slice with `filters` in it. */
export function withFilters(
  slice: ForeignFirewallsSlice,
  filters: readonly ForeignChain[],
): ForeignFirewallsSlice {
  return { ...slice, ...Object.fromEntries(filters.map((each) => [filterName(each), each])) };
}
