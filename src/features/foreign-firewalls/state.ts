import { type FilterFact, type ForeignChain, filterName, type State } from '@vpcctl/sdk';

export const FOREIGN_FIREWALLS_FEATURE = 'foreign-firewalls';

/** The slice: the chains of foreign firewalls that drop by default, by {@link filterName}. */
export type ForeignFirewallsSlice = { [name: string]: ForeignChain };

/** The chains of foreign firewalls in which VPCs have exceptions. */
export function selectFilters(state: State): ForeignChain[] {
  // The fold puts only this feature's own slice there.
  return Object.values((state[FOREIGN_FIREWALLS_FEATURE] ?? {}) as ForeignFirewallsSlice);
}

/** A copy of a slice with `filters` added. */
export function withFilters(
  slice: ForeignFirewallsSlice,
  filters: readonly ForeignChain[],
): ForeignFirewallsSlice {
  return { ...slice, ...Object.fromEntries(filters.map((each) => [filterName(each), each])) };
}

/** A name of a table or chain that programs take as one word, and not for a flag. */
const USABLE = /^(?!-)[^\s"'`\\;{}\p{C}]{1,255}$/u;

/** Whether vpcctl records a table or chain of this name, and adds exceptions there. */
export function isUsable(name: string): boolean {
  return USABLE.test(name);
}

/** The chains among `found` that vpcctl can add exceptions to. */
export function adjustable(found: readonly FilterFact[]): ForeignChain[] {
  return found
    .filter(({ filter, locked }) => !locked && isUsable(filter.table) && isUsable(filter.chain))
    .map(({ filter }) => filter);
}

/** The chains among `found` that vpcctl can add exceptions to, and that the state does not have. */
export function newFilters(state: State, found: readonly FilterFact[]): ForeignChain[] {
  const known = new Set(selectFilters(state).map(filterName));
  return adjustable(found).filter((filter) => !known.has(filterName(filter)));
}
