import { defineFeature, event, RENAMED, vpcsOf } from '@vpcctl/sdk';
import { detectFirewalls, type FirewallsDetected, NOTHING_NEW } from './detect.js';
import { lowerFirewalls } from './lower.js';
import {
  FOREIGN_FIREWALLS_FEATURE,
  type ForeignFirewallsSlice,
  isNothing,
  knownIn,
  NO_FIREWALLS,
  selectFilters,
  selectPrograms,
  withFound,
} from './state.js';

/** Foreign firewalls that drop by default (Docker, firewalld, ufw): VPCs get exceptions in them. */
export const foreignFirewallsFeature = defineFeature<ForeignFirewallsSlice>({
  name: FOREIGN_FIREWALLS_FEATURE,
  initial: NO_FIREWALLS,
  intents: [detectFirewalls],
  evolve: {
    [detectFirewalls.type]: (known, found: FirewallsDetected) => withFound(known, found),
    [RENAMED]: (known) => known,
  },
  restate: (state) => {
    const known = knownIn(state);
    return isNothing(known) ? [] : [event(detectFirewalls, known)];
  },
  lower: lowerFirewalls,
  exceptionsIn: selectFilters,
  lastingIn: (state) => (vpcsOf(state).length === 0 ? [] : selectPrograms(state)),
  // Firewalls may appear after the first VPC. Without a VPC nothing needs an exception.
  rescan: (state) =>
    vpcsOf(state).length === 0
      ? null
      : { type: detectFirewalls.type, input: {}, nothingNew: NOTHING_NEW },
});
