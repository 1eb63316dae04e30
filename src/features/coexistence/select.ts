import type { ForeignFilter, State } from '@vpcctl/sdk';
import { type CoexistenceSlice, filterName } from './state.js';

export const COEXISTENCE_FEATURE = 'coexistence';

/** The filters of other programs that VPCs pass. */
export function selectFilters(state: State): ForeignFilter[] {
  // The fold only ever puts this feature's own slice there.
  return Object.values((state[COEXISTENCE_FEATURE] ?? {}) as CoexistenceSlice);
}

/** Those of `found` that the state does not know. */
export function newFilters(state: State, found: readonly ForeignFilter[]): ForeignFilter[] {
  const known = new Set(selectFilters(state).map(filterName));
  return found.filter((filter) => !known.has(filterName(filter)));
}
