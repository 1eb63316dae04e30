import { defineFeature, event, RENAMED } from '@vpcctl/sdk';
import { type BackendSet, setBackend } from './set.js';
import { BACKEND_FEATURE, type BackendSlice, backendOf } from './state.js';
import { backendTopology } from './topology.js';

/** The backend: chosen with the first VPC, and kept until `backend set`. */
export const backendFeature = defineFeature<BackendSlice>({
  name: BACKEND_FEATURE,
  initial: { name: null },
  intents: [setBackend],
  evolve: {
    [setBackend.type]: (slice, { name, unlessChosen }: BackendSet) => ({
      name: unlessChosen ? (slice.name ?? name) : name,
    }),
    [RENAMED]: (slice) => slice,
  },
  topology: backendTopology,
  restate: (state) => {
    const name = backendOf(state);
    return name === null ? [] : [event(setBackend, { name, unlessChosen: false })];
  },
  backendOf,
});
