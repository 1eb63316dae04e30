import {
  type FeatureTopology,
  isSameJson,
  type State,
  type TopologyPlace,
  topologyObjects,
} from '@vpcctl/sdk';
import * as z from 'zod';
import { ownValue } from '../../model/records.js';
import { requireVpc } from '../vpc/state.js';
import { peerVpcs, sides } from './peer.js';
import { type Peering, peeringKey, selectPeerings } from './state.js';
import { unpeerVpcs } from './unpeer.js';

const fieldsSchema = z.strictObject({
  between: z
    .tuple([z.string(), z.string()], { error: 'must be the names of two VPCs: [shop, office]' })
    .describe('The two VPCs.'),
  allow: z
    .array(z.string(), { error: 'must be a list of networks: [10.0.1.0/24]' })
    .optional()
    .describe('The networks of both that take part. Default: the whole of a VPC without any.'),
});

type PeeringFields = z.infer<typeof fieldsSchema>;

const peerings = topologyObjects<PeeringFields>({
  parent: 'file',
  level: null,
  name: 'peerings',
  noun: 'peering',
  fields: fieldsSchema,
  identify: ({ between: [a, b] }) => peeringKey(a, b).split('/'),
  list: (state) => Object.keys(selectPeerings(state)).map((key) => key.split('/')),
  read: (state, place) => {
    const { vpcs, cidrs } = peeringAt(state, place);
    const parts = vpcs.flatMap((name, side) => {
      const whole = requireVpc(state, name).cidr;
      const own = cidrs[side] ?? [];
      return own.length === 1 && own[0] === whole ? [] : own;
    });
    return { between: [...vpcs], ...(parts.length > 0 && { allow: parts }) };
  },
  create: (_state, _place, { between, allow = [] }) => [
    { type: peerVpcs.type, input: { vpcs: between, allowCidrs: allow } },
  ],
  remove: (state, place) => {
    return [{ type: unpeerVpcs.type, input: { vpcs: peeringAt(state, place).vpcs } }];
  },
  differences: (state, place, { allow = [] }) => {
    const { vpcs, cidrs } = peeringAt(state, place);
    const wanted = sides(requireVpc(state, vpcs[0]), requireVpc(state, vpcs[1]), allow);
    const sorted = (parts: Peering['cidrs']) => parts.map((side) => [...side].sort());
    if (isSameJson(sorted(cidrs), sorted(wanted))) return [];
    return [`allow ${cidrs.flat().join(', ')} becomes ${wanted.flat().join(', ')}`];
  },
});

export const peeringTopology: FeatureTopology = { objects: [peerings] };

function peeringAt(state: State, place: TopologyPlace): Peering {
  const found = ownValue(selectPeerings(state), place.join('/'));
  if (found === undefined) throw new RangeError(`no peering of ${place.join(' and ')}`);
  return found;
}
