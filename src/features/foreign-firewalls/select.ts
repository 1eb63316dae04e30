import type { FilterFact, ForeignChain, State } from '@vpcctl/sdk';
import { type ForeignFirewallsSlice, filterName } from './state.js';

export const FOREIGN_FIREWALLS_FEATURE = 'foreign-firewalls';

/** The filters of other programs that VPCs pass. */
export function selectFilters(state: State): ForeignChain[] {
  // The fold only ever puts this feature's own slice there.
  return Object.values((state[FOREIGN_FIREWALLS_FEATURE] ?? {}) as ForeignFirewallsSlice);
}

/** Those of the filters found that VPCs can be let pass. */
export function adjustable(found: readonly FilterFact[]): ForeignChain[] {
  return found.flatMap(({ filter, locked }) => (locked ? [] : [filter]));
}

/** Those of the filters found that VPCs can be let pass, and that the state does not know. */
export function newFilters(state: State, found: readonly FilterFact[]): ForeignChain[] {
  const known = new Set(selectFilters(state).map(filterName));
  return adjustable(found).filter((filter) => !known.has(filterName(filter)));
}
