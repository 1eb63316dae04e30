import { type FeatureTopology, topologyKey } from '@vpcctl/sdk';
import * as z from 'zod';
import { setBackend } from './set.js';
import { backendOf } from './state.js';

/** The backend that a host gets which has all that the backends need. */
const USUAL = 'nftables';

const backend = topologyKey<string>({
  level: 'file',
  name: 'backend',
  schema: z
    .string()
    .describe('The packet-filter backend of the host. Default: the one that it has or chooses.'),
  read: (state) => {
    const name = backendOf(state);
    return name === null || name === USUAL ? undefined : name;
  },
  // Which backend a host has is not undone with a file that named one.
  requests: (state, _, name) =>
    name === null || backendOf(state) === name ? [] : [{ type: setBackend.type, input: { name } }],
  describe: (_state, _place, name) => `backend becomes ${name}`,
});

export const backendTopology: FeatureTopology = { keys: [backend] };
