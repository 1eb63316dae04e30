import { defineIntent, inputError } from '@vpcctl/sdk';
import { requireUsable } from './choose.js';
import { backendOf } from './select.js';
import { backendSchema } from './state.js';

/** `backend set NAME`: another driver serves the packet policy, which stays what it is. */
export const setBackend = defineIntent({
  type: 'backend.set',
  version: 1,
  input: backendSchema,
  data: backendSchema,
  needs: (_, { name }) => ({ backends: [name] }),
  decide: (state, { name }, { host }) => {
    if (backendOf(state) === name) {
      throw inputError(
        'BACKEND_SAME',
        `${name} is the backend already`,
        'which others there are: vpcctl backend show',
      );
    }
    return { name: requireUsable(name, host.backends) };
  },
  // It is about the host: no VPC is another for it.
  about: () => [],
  describe: ({ name }) => `set backend ${name}`,
});
