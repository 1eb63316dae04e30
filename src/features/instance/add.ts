import { type ChangeEvent, defineIntent, event, type State } from '@vpcctl/sdk';
import * as z from 'zod';
import { ownValue } from '../../model/records.js';
import { checkNamespaceFree } from '../../model/workloads/index.js';
import { labelled } from '../labels/set.js';
import { labelsOf } from '../labels/state.js';
import { parseLabels } from '../labels/words.js';
import { comparedLabels, existing } from '../recorded/existing.js';
import { checkInstancePrecondition, chooseInstance } from './choose.js';
import { instanceSchema } from './schema.js';
import { selectInstances } from './state.js';

const inputSchema = z.strictObject({
  vpc: z.string(),
  subnet: z.string(),
  name: z.string(),
  ip: z.string().optional(),
  /** `team=blue`, for a label each. */
  labels: z.array(z.string()).optional(),
  /** Where it is there already as asked, refuse the request as `EXISTS_ALREADY`. */
  ifNotExists: z.boolean().optional(),
});

/** `add-instance VPC SUBNET NAME [--ip A]`: a workload with a namespace of its own. */
export const addInstance = defineIntent({
  type: 'instance.add',
  version: 1,
  input: inputSchema,
  data: instanceSchema,
  needs: () => ({ network: true }),
  decide: (state, input, { host }): readonly ChangeEvent[] => {
    checkNotThere(state, input);
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

/** @throws VpcctlError `EXISTS_ALREADY`, `EXISTS_OTHERWISE` */
function checkNotThere(state: State, input: z.infer<typeof inputSchema>): void {
  const label = `${input.vpc}/${input.subnet}/${input.name}`;
  const same = ownValue(selectInstances(state), label);
  if (!input.ifNotExists || same === undefined) return;
  const kind = same.attachment === null ? "vpcctl's own" : 'attached';
  throw existing(`instance ${label}`, [
    { what: 'its address', asked: input.ip ?? same.address, has: same.address },
    { what: 'its namespace', asked: "vpcctl's own", has: kind },
    ...comparedLabels(parseLabels(input.labels ?? []), labelsOf(state, label)),
  ]);
}
