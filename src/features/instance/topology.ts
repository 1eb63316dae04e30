import { type FeatureTopology, type State, type TopologyPlace, topologyObjects } from '@vpcctl/sdk';
import * as z from 'zod';
import { addInstance } from './add.js';
import { deleteInstance, detachInstance } from './delete.js';
import { type Instance, instancesOf, requireInstance } from './state.js';

const fieldsSchema = z.strictObject({
  ip: z
    .string({ error: 'must be an address such as "10.0.1.20"' })
    .optional()
    .describe('Its address. Default: the next free one of the subnet.'),
});

type InstanceFields = z.infer<typeof fieldsSchema>;

const instances = topologyObjects<InstanceFields>({
  parent: 'subnet',
  level: 'instance',
  name: 'instances',
  noun: 'instance',
  fields: fieldsSchema,
  list: (state, [vpc = '', subnet = '']) =>
    instancesOf(state, vpc, subnet).map(({ name }) => [vpc, subnet, name]),
  read: (state, place) => ({ ip: instanceAt(state, place).address }),
  leftOut: (state, place) =>
    instanceAt(state, place).attachment === null ? null : 'an attached namespace',
  isLast: ({ ip }) => ip === undefined,
  create: (_, [vpc = '', subnet = '', name = ''], fields) => [
    { type: addInstance.type, input: { vpc, subnet, name, ...fields } },
  ],
  remove: (state, place) => {
    const [vpc = '', subnet = '', name = ''] = place;
    const { attachment } = instanceAt(state, place);
    const { type } = attachment === null ? deleteInstance : detachInstance;
    return [{ type, input: { vpc, subnet, name } }];
  },
  differences: (state, place, { ip }) => {
    const { address } = instanceAt(state, place);
    return ip === undefined || ip === address ? [] : [`ip ${address} becomes ${ip}`];
  },
});

export const instanceTopology: FeatureTopology = { objects: [instances] };

function instanceAt(state: State, [vpc = '', subnet = '', name = '']: TopologyPlace): Instance {
  return requireInstance(state, vpc, subnet, name);
}
