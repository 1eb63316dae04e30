import { defineFeature } from '@vpcctl/sdk';
import { createVpc } from '../vpc/create.js';
import type { VpcCreated } from '../vpc/state.js';
import { setBackend } from './set.js';
import { BACKEND_FEATURE, type BackendSlice } from './state.js';

/** The backend: chosen with the first VPC, and kept until `backend set`. */
export const backendFeature = defineFeature<BackendSlice>({
  name: BACKEND_FEATURE,
  initial: { name: null },
  intents: [setBackend],
  evolve: {
    // Each VPC records the backend, so that it is still known after a revert of the first VPC.
    [createVpc.type]: (slice, { backend }: VpcCreated) => ({ name: slice.name ?? backend }),
    [setBackend.type]: (_, { name }: { name: string }) => ({ name }),
  },
});
