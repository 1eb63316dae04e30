import { type ChangeEvent, defineIntent, event } from '@vpcctl/sdk';
import * as z from 'zod';
import { namesSchema, present } from '../recorded/several.js';
import { requireSubnet } from './state.js';

const schema = z.strictObject({ vpc: z.string(), name: z.string() });

/** The data of `subnet.delete`. Other features then drop their data of that subnet. */
export type SubnetDeleted = z.infer<typeof schema>;

/** `delete-subnet VPC SUBNET…`: deletes subnets, their workloads and their policies. */
export const deleteSubnet = defineIntent({
  type: 'subnet.delete',
  version: 1,
  input: schema.extend({ name: namesSchema, ifExists: z.boolean().optional() }),
  data: schema,
  decide: (state, { vpc, name: names, ifExists }): ChangeEvent[] =>
    present({
      ...{ names, ifExists, require: (name) => requireSubnet(state, vpc, name) },
      unknown: ['VPC_UNKNOWN', 'SUBNET_UNKNOWN'],
      none: ['SUBNET_UNKNOWN', `VPC ${vpc} has no subnet`],
    }).map((subnet) => event(deleteSubnet, { vpc: subnet.vpc, name: subnet.name })),
  precondition: (state, { vpc, name }) => {
    requireSubnet(state, vpc, name);
  },
  about: ({ vpc }) => [vpc],
  describe: ({ vpc, name }) => `delete subnet ${name} of ${vpc}`,
});
