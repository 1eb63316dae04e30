import { defineFeature } from '@vpcctl/sdk';
import { detectFirewalls, type FirewallsDetected } from './detect.js';
import { lowerExceptions } from './lower.js';
import { FOREIGN_FIREWALLS_FEATURE, type ForeignFirewallsSlice, withFilters } from './state.js';

export { detectFirewalls } from './detect.js';

/** Foreign firewalls that drop by default (Docker, firewalld, ufw): VPCs get exceptions in them. */
export const foreignFirewallsFeature = defineFeature<ForeignFirewallsSlice>({
  name: FOREIGN_FIREWALLS_FEATURE,
  initial: {},
  intents: [detectFirewalls],
  evolve: {
    [detectFirewalls.type]: (known, { found }: FirewallsDetected) => withFilters(known, found),
  },
  lower: lowerExceptions,
});
