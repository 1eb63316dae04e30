import type { State } from '@vpcctl/sdk';

export const BACKEND_FEATURE = 'backend';

/** The slice: the backend's name; null before the first VPC or `backend set`. */
export type BackendSlice = { readonly name: string | null };

/** The name of the backend of a state; null where none was chosen yet. */
export function backendOf(state: State): string | null {
  // The fold puts only this feature's own slice there.
  return ((state[BACKEND_FEATURE] ?? { name: null }) as BackendSlice).name;
}
