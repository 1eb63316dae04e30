import { type ChangeEvent, defineIntent, event } from '@vpcctl/sdk';
import * as z from 'zod';
import { namesSchema, present } from '../recorded/several.js';
import { requireOrigin } from './state.js';

const schema = z.strictObject({ vpc: z.string(), subnet: z.string(), name: z.string() });

/** The data of `instance.delete` and `instance.detach`. */
export type InstanceGone = z.infer<typeof schema>;

/** `delete-instance VPC SUBNET NAME…` */
export const deleteInstance = defineIntent({
  type: 'instance.delete',
  version: 1,
  input: schema.extend({ name: namesSchema, ifExists: z.boolean().optional() }),
  data: schema,
  decide: (state, { vpc, subnet, name: names, ifExists }): ChangeEvent[] =>
    present({
      ...{ names, ifExists, require: (name) => requireOrigin(state, 'made', [vpc, subnet, name]) },
      unknown: ['VPC_UNKNOWN', 'SUBNET_UNKNOWN', 'INSTANCE_UNKNOWN'],
      none: ['INSTANCE_UNKNOWN', `${vpc}/${subnet} has no instance that vpcctl made`],
    }).map(({ name }) => event(deleteInstance, { vpc, subnet, name })),
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
