import { defineFeature, event, vpcsOf } from '@vpcctl/sdk';
import { detectFirewalls, type FirewallsDetected, NOTHING_NEW } from './detect.js';
import { lowerExceptions } from './lower.js';
import {
  FOREIGN_FIREWALLS_FEATURE,
  type ForeignFirewallsSlice,
  selectFilters,
  withFilters,
} from './state.js';

/** Foreign firewalls that drop by default (Docker, firewalld, ufw): VPCs get exceptions in them. */
export const foreignFirewallsFeature = defineFeature<ForeignFirewallsSlice>({
  name: FOREIGN_FIREWALLS_FEATURE,
  initial: {},
  intents: [detectFirewalls],
  evolve: {
    [detectFirewalls.type]: (known, { found }: FirewallsDetected) => withFilters(known, found),
  },
  restate: (state) => {
    const found = selectFilters(state);
    return found.length === 0 ? [] : [event(detectFirewalls, { found })];
  },
  lower: lowerExceptions,
  exceptionsIn: selectFilters,
  // Firewalls may appear after the first VPC. Without a VPC nothing needs an exception.
  rescan: (state) =>
    vpcsOf(state).length === 0
      ? null
      : { type: detectFirewalls.type, input: {}, nothingNew: NOTHING_NEW },
});
