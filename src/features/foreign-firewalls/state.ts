import type { ForeignChain } from '@vpcctl/sdk';

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
