import { defineFeature } from '@vpcctl/sdk';
import { createVpc } from '../vpc/create.js';
import type { VpcCreated } from '../vpc/state.js';
import { type Surveyed, surveyFilters } from './detect.js';
import { lowerPassages } from './lower.js';
import { COEXISTENCE_FEATURE } from './select.js';
import { type CoexistenceSlice, withFilters } from './state.js';

/** Other programs' filters that drop by default (Docker's, firewalld's, ufw's): VPCs get passages through them. */
export const coexistenceFeature = defineFeature<CoexistenceSlice>({
  name: COEXISTENCE_FEATURE,
  initial: {},
  intents: [surveyFilters],
  evolve: {
    [createVpc.type]: (known, { filters }: VpcCreated) => withFilters(known, filters),
    [surveyFilters.type]: (known, { found }: Surveyed) => withFilters(known, found),
  },
  lower: lowerPassages,
});
