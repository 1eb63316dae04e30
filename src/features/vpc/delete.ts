import { defineIntent } from '@vpcctl/sdk';
import * as z from 'zod';
import { requireVpc } from './state.js';

const schema = z.strictObject({ name: z.string() });

/** The data of `vpc.delete`. Other features then drop their data of that VPC. */
export type VpcDeleted = z.infer<typeof schema>;

/** `delete-vpc NAME`: deletes the VPC with its subnets, peerings and policies. */
export const deleteVpc = defineIntent({
  type: 'vpc.delete',
  version: 1,
  input: schema,
  data: schema,
  decide: (state, { name }) => ({ name: requireVpc(state, name).name }),
  precondition: (state, { name }) => {
    requireVpc(state, name);
  },
  about: ({ name }) => [name],
  describe: ({ name }) => `delete VPC ${name}`,
});
