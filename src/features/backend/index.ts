import { defineFeature } from '@vpcctl/sdk';
import { createVpc } from '../vpc/create.js';
import type { VpcCreated } from '../vpc/state.js';
import { setBackend } from './set.js';
import { BACKEND_FEATURE, type BackendSlice } from './state.js';

/** Which of the drivers that can serve the packet policy does: chosen with the first VPC, kept until it is set. */
export const backendFeature = defineFeature<BackendSlice>({
  name: BACKEND_FEATURE,
  initial: { name: null },
  intents: [setBackend],
  evolve: {
    // Each VPC records the backend it came with, so that it stands where an earlier one is taken out of the history.
    [createVpc.type]: (slice, { backend }: VpcCreated) => ({ name: slice.name ?? backend }),
    [setBackend.type]: (_, { name }: { name: string }) => ({ name }),
  },
});
