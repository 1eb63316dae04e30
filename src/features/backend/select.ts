import type { State } from '@vpcctl/sdk';
import type { BackendSlice } from './state.js';

export const BACKEND_FEATURE = 'backend';

/** The name of the driver that serves the packet policy in a state; null where none was chosen yet. */
export function backendOf(state: State): string | null {
  // The fold only ever puts this feature's own slice there.
  return ((state[BACKEND_FEATURE] ?? { name: null }) as BackendSlice).name;
}
