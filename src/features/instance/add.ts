import { type ChangeEvent, defineIntent, event } from '@vpcctl/sdk';
import * as z from 'zod';
import { checkNamespaceFree } from '../../model/workloads/index.js';
import { labelled } from '../labels/set.js';
import { checkInstancePrecondition, chooseInstance } from './choose.js';
import { instanceSchema } from './schema.js';

const inputSchema = z.strictObject({
  vpc: z.string(),
  subnet: z.string(),
  name: z.string(),
  ip: z.string().optional(),
  /** `team=blue`, for a label each. */
  labels: z.array(z.string()).optional(),
});

/** `add-instance VPC SUBNET NAME [--ip A]`: a workload with a namespace of its own. */
export const addInstance = defineIntent({
  type: 'instance.add',
  version: 1,
  input: inputSchema,
  data: instanceSchema,
  needs: () => ({ network: true }),
  decide: (state, input, { host }): readonly ChangeEvent[] => {
    const { hostName: namespace, ...chosen } = chooseInstance(state, input, host, () => false);
    checkNamespaceFree(namespace, host);
    const { vpc, subnet, name } = chosen;
    return [
      event(addInstance, { ...chosen, namespace, attachment: null }),
      ...labelled({ vpc, subnet, instance: name }, input.labels ?? []),
    ];
  },
  precondition: checkInstancePrecondition,
  about: ({ vpc }) => [vpc],
  describe: ({ vpc, subnet, name, address }) =>
    `add instance ${name} ${address} to ${vpc}/${subnet}`,
});
