import { type ChangeEvent, defineIntent, event } from '@vpcctl/sdk';
import * as z from 'zod';
import { namesSchema, present } from '../recorded/several.js';
import { requireVpc } from './state.js';

const schema = z.strictObject({ name: z.string() });

/** The data of `vpc.delete`. Other features then drop their data of that VPC. */
export type VpcDeleted = z.infer<typeof schema>;

/** `delete-vpc NAME…`: deletes VPCs with their subnets, peerings and policies. */
export const deleteVpc = defineIntent({
  type: 'vpc.delete',
  version: 1,
  input: z.strictObject({ name: namesSchema, ifExists: z.boolean().optional() }),
  data: schema,
  decide: (state, { name: names, ifExists }): ChangeEvent[] =>
    present({
      ...{ names, ifExists, require: (name) => requireVpc(state, name) },
      ...{ unknown: ['VPC_UNKNOWN'], none: ['VPC_UNKNOWN', 'there is no VPC'] },
    }).map(({ name }) => event(deleteVpc, { name })),
  precondition: (state, { name }) => {
    requireVpc(state, name);
  },
  about: ({ name }) => [name],
  describe: ({ name }) => `delete VPC ${name}`,
});
