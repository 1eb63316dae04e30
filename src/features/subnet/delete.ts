import { defineIntent } from '@vpcctl/sdk';
import * as z from 'zod';
import { requireSubnet } from './state.js';

const schema = z.strictObject({ vpc: z.string(), name: z.string() });

/** The data of `subnet.delete`. Other features then drop their data of that subnet. */
export type SubnetDeleted = z.infer<typeof schema>;

/** `delete-subnet VPC SUBNET`: deletes the subnet, its workloads and its policy. */
export const deleteSubnet = defineIntent({
  type: 'subnet.delete',
  version: 1,
  input: schema,
  data: schema,
  decide: (state, { vpc, name }) => {
    const subnet = requireSubnet(state, vpc, name);
    return { vpc: subnet.vpc, name: subnet.name };
  },
  precondition: (state, { vpc, name }) => {
    requireSubnet(state, vpc, name);
  },
  about: ({ vpc }) => [vpc],
  describe: ({ vpc, name }) => `delete subnet ${name} of ${vpc}`,
});
