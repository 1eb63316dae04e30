import type { State } from '@vpcctl/sdk';
import type { FirewallSlice } from './state.js';

export const FIREWALL_FEATURE = 'firewall';

/** The policies of a state, by `<vpc>/<subnet>`. */
export function selectFirewalls(state: State): FirewallSlice {
  // The fold only ever puts this feature's own slice there.
  return (state[FIREWALL_FEATURE] ?? {}) as FirewallSlice;
}
