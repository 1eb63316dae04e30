import { type FeatureTopology, type State, type TopologyPlace, topologyObjects } from '@vpcctl/sdk';
import * as z from 'zod';
import { automaticLength } from '../../model/network/index.js';
import { cidrDifference, cidrSchema } from '../vpc/topology.js';
import { addSubnet } from './add.js';
import { deleteSubnet } from './delete.js';
import { subnetTypeSchema } from './schema.js';
import { requireSubnet, type Subnet, subnetsOf } from './state.js';

const fieldsSchema = z.strictObject({
  cidr: cidrSchema('10.0.1.0/24, or auto/24 for the next free network of the VPC'),
  type: subnetTypeSchema
    .optional()
    .describe('public: with a way to the internet; private (the default): without one.'),
});

type SubnetFields = z.infer<typeof fieldsSchema>;

const subnets = topologyObjects<SubnetFields>({
  parent: 'vpc',
  level: 'subnet',
  name: 'subnets',
  noun: 'subnet',
  fields: fieldsSchema,
  list: (state, [vpc = '']) => subnetsOf(state, vpc).map(({ name }) => [vpc, name]),
  read: (state, place) => {
    const { cidr, type } = subnetAt(state, place);
    return { cidr, ...(type === 'public' && { type }) };
  },
  isLast: ({ cidr }) => automaticLength(cidr) !== null,
  create: (_, [vpc = '', name = ''], fields) => [
    { type: addSubnet.type, input: { vpc, name, ...fields } },
  ],
  remove: (_, [vpc = '', name = '']) => [{ type: deleteSubnet.type, input: { vpc, name } }],
  differences: (state, place, { cidr, type = 'private' }) => {
    const now = subnetAt(state, place);
    return [
      ...cidrDifference(now.cidr, cidr),
      ...(now.type === type ? [] : [`type ${now.type} becomes ${type}`]),
    ];
  },
});

export const subnetTopology: FeatureTopology = { objects: [subnets] };

function subnetAt(state: State, [vpc = '', name = '']: TopologyPlace): Subnet {
  return requireSubnet(state, vpc, name);
}
