import { defineFeature } from '@vpcctl/sdk';
import { lowerDeniedLogs } from './lower.js';

/**
 * The log of denied packets. It has no intents of its own: who reads it is a fact of the host, or
 * what another feature holds.
 */
export const deniedLogFeature = defineFeature<Record<string, never>>({
  name: 'denied-log',
  initial: {},
  intents: [],
  evolve: {},
  lower: lowerDeniedLogs,
});
