import { defineIntent, inputError } from '@vpcctl/sdk';
import * as z from 'zod';
import { nameSchema } from '../recorded/index.js';
import { backendOf, requireUsable } from './state.js';

const inputSchema = z.strictObject({ name: z.string() });

const dataSchema = z.strictObject({
  name: nameSchema,
  /** Whether a backend that was chosen before stays. Events of `create-vpc` have this. */
  unlessChosen: z.boolean(),
});

/** The data of `backend.set`. */
export type BackendSet = z.infer<typeof dataSchema>;

/** `backend set NAME`: another driver serves the packet policy, which itself does not change. */
export const setBackend = defineIntent({
  type: 'backend.set',
  version: 1,
  input: inputSchema,
  data: dataSchema,
  needs: (_, { name }) => ({ backends: [name] }),
  decide: (state, { name }, { host }) => {
    if (backendOf(state) === name) {
      throw inputError(
        'BACKEND_SAME',
        `${name} already is the backend`,
        'see the available backends: vpcctl backend show',
      );
    }
    return { name: requireUsable(name, host.backends), unlessChosen: false };
  },
  // It is about the host, and changes no VPC.
  about: () => [],
  describe: ({ name, unlessChosen }) =>
    unlessChosen ? `use backend ${name}, unless another one was chosen` : `set backend ${name}`,
});
