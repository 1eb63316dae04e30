import { defineIntent } from '@vpcctl/sdk';
import * as z from 'zod';
import { requireOrigin } from './state.js';

const schema = z.strictObject({ vpc: z.string(), subnet: z.string(), name: z.string() });

/** The data of `instance.delete` and `instance.detach`. */
export type InstanceGone = z.infer<typeof schema>;

/** `delete-instance VPC SUBNET NAME` */
export const deleteInstance = defineIntent({
  type: 'instance.delete',
  version: 1,
  input: schema,
  data: schema,
  decide: (state, { vpc, subnet, name }) => {
    requireOrigin(state, 'made', [vpc, subnet, name]);
    return { vpc, subnet, name };
  },
  precondition: (state, { vpc, subnet, name }) => {
    requireOrigin(state, 'made', [vpc, subnet, name]);
  },
  about: ({ vpc }) => [vpc],
  describe: ({ vpc, subnet, name }) => `delete instance ${name} of ${vpc}/${subnet}`,
});

/** `detach VPC SUBNET NAME`: the namespace stays, and loses the interface that `attach` gave it. */
export const detachInstance = defineIntent({
  type: 'instance.detach',
  version: 1,
  input: schema,
  data: schema,
  decide: (state, { vpc, subnet, name }) => {
    requireOrigin(state, 'attached', [vpc, subnet, name]);
    return { vpc, subnet, name };
  },
  precondition: (state, { vpc, subnet, name }) => {
    requireOrigin(state, 'attached', [vpc, subnet, name]);
  },
  about: ({ vpc }) => [vpc],
  describe: ({ vpc, subnet, name }) => `detach ${name} from ${vpc}/${subnet}`,
});
