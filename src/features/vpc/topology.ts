import {
  type FeatureTopology,
  parseNetwork,
  type State,
  type TopologyPlace,
  topologyKey,
  topologyObjects,
} from '@vpcctl/sdk';
import * as z from 'zod';
import { automaticLength } from '../../model/network/index.js';
import { createVpc } from './create.js';
import { deleteVpc } from './delete.js';
import { FIRST, LAST } from './segment.js';
import { setUplink } from './set-uplink.js';
import { requireVpc, selectVpcs, type Vpc } from './state.js';

const fieldsSchema = z.strictObject({
  cidr: cidrSchema('10.0.0.0/16, or auto/16 for the first free network of that size'),
  allowOverlap: z
    .boolean()
    .optional()
    .describe('Whether the host may have a route to a part of the CIDR.'),
  segment: z
    .int()
    .min(FIRST)
    .max(LAST)
    .optional()
    .describe('The number of its route table, zone and mark. Default: the lowest free one.'),
});

type VpcFields = z.infer<typeof fieldsSchema>;

const vpcs = topologyObjects<VpcFields>({
  parent: 'file',
  level: 'vpc',
  name: 'vpcs',
  noun: 'VPC',
  fields: fieldsSchema,
  list: (state) => Object.keys(selectVpcs(state)).map((name) => [name]),
  read: (state, place) => {
    const { name, cidr, allowOverlap, segment } = vpcAt(state, place);
    // As `create-vpc` chooses it where the VPCs are made in this order.
    const usual = FIRST + Object.keys(selectVpcs(state)).indexOf(name);
    return {
      cidr,
      ...(allowOverlap && { allowOverlap }),
      ...(segment !== usual && { segment }),
    };
  },
  isLast: ({ cidr }) => automaticLength(cidr) !== null,
  create: (_, [name = ''], fields) => [{ type: createVpc.type, input: { name, ...fields } }],
  remove: (_, [name = '']) => [{ type: deleteVpc.type, input: { name } }],
  differences: (state, place, { cidr, segment }) => {
    const now = vpcAt(state, place);
    const moved = segment !== undefined && segment !== now.segment;
    return [
      ...cidrDifference(now.cidr, cidr),
      ...(moved ? [`segment ${now.segment} becomes ${segment}`] : []),
    ];
  },
});

const uplink = topologyKey<string>({
  level: 'vpc',
  name: 'uplink',
  schema: z
    .string()
    .describe('The interface to the internet; auto (the default) follows the host.'),
  read: (state, place) => vpcAt(state, place).uplink?.interface,
  requests: (state, place, wanted) => {
    const { name, uplink: now } = vpcAt(state, place);
    const link = wanted ?? 'auto';
    if ((now?.interface ?? 'auto') === link) return [];
    return [{ type: setUplink.type, input: { vpc: name, interface: link } }];
  },
  describe: (_state, _place, wanted) =>
    wanted === null || wanted === 'auto'
      ? 'follows the default route of the host'
      : `gets the uplink ${wanted}`,
});

export const vpcTopology: FeatureTopology = { objects: [vpcs], keys: [uplink] };

/** A CIDR in a topology file. What it may be is the business of the intent. */
export function cidrSchema(example: string): z.ZodString {
  return z
    .string({
      error: ({ input }) => {
        const network = `a network such as ${example}`;
        return input === undefined ? `cidr is missing: write ${network}` : `must be ${network}`;
      },
    })
    .describe(`A network: ${example}.`);
}

/** The difference of two CIDRs; `auto/24` is content with any network of that size. Pure. */
export function cidrDifference(now: string, wanted: string): string[] {
  const length = automaticLength(wanted);
  const isSame = length === null ? now === wanted : parseNetwork(now).length === length;
  return isSame ? [] : [`cidr ${now} becomes ${wanted}`];
}

function vpcAt(state: State, [name = '']: TopologyPlace): Vpc {
  return requireVpc(state, name);
}
