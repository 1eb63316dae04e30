import { defineIntent, inputError } from '@vpcctl/sdk';
import * as z from 'zod';
import { backendOf, requireUsable } from './state.js';

const schema = z.strictObject({ name: z.string() });

/** `backend set NAME`: another driver serves the packet policy, which itself does not change. */
export const setBackend = defineIntent({
  type: 'backend.set',
  version: 1,
  input: schema,
  data: schema,
  needs: (_, { name }) => ({ backends: [name] }),
  decide: (state, { name }, { host }) => {
    if (backendOf(state) === name) {
      throw inputError(
        'BACKEND_SAME',
        `${name} already is the backend`,
        'see the available backends: vpcctl backend show',
      );
    }
    return { name: requireUsable(name, host.backends) };
  },
  // It is about the host, and changes no VPC.
  about: () => [],
  describe: ({ name }) => `set backend ${name}`,
});
