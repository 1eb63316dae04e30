import type { FilterFact, ForeignFilter, State } from '@vpcctl/sdk';
import { type CoexistenceSlice, filterName } from './state.js';

export const COEXISTENCE_FEATURE = 'coexistence';

/** The filters of other programs that VPCs pass. */
export function selectFilters(state: State): ForeignFilter[] {
  // The fold only ever puts this feature's own slice there.
  return Object.values((state[COEXISTENCE_FEATURE] ?? {}) as CoexistenceSlice);
}

/** Those of the filters found that VPCs can be let pass. */
export function passable(found: readonly FilterFact[]): ForeignFilter[] {
  return found.flatMap(({ filter, locked }) => (locked ? [] : [filter]));
}

/** Those of the filters found that VPCs can be let pass, and that the state does not know. */
export function newFilters(state: State, found: readonly FilterFact[]): ForeignFilter[] {
  const known = new Set(selectFilters(state).map(filterName));
  return passable(found).filter((filter) => !known.has(filterName(filter)));
}
