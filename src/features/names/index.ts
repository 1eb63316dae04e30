import { defineFeature } from '@vpcctl/sdk';
import { rename } from './rename.js';
import { NAMES_FEATURE } from './state.js';

export type { Renamed } from '@vpcctl/sdk';

/** Other names for VPCs, subnets and instances. Each feature changes its own slice. */
export const namesFeature = defineFeature<null>({
  name: NAMES_FEATURE,
  initial: null,
  intents: [rename],
  evolve: {},
});
