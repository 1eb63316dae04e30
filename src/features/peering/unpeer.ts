import { defineIntent, inputError, type State } from '@vpcctl/sdk';
import * as z from 'zod';
import { ownValue } from '../../model/records.js';
import { requireVpc } from '../vpc/state.js';
import { type Peering, peeringKey, peeringsOf, selectPeerings } from './state.js';

const schema = z.strictObject({ vpcs: z.tuple([z.string(), z.string()]) });

/** The data of `peering.remove`. */
export type PeeringRemoved = z.infer<typeof schema>;

/** `unpeer VPC1 VPC2` */
export const unpeerVpcs = defineIntent({
  type: 'peering.remove',
  version: 1,
  input: schema,
  data: schema,
  decide: (state, input) => {
    const [a, b] = input.vpcs;
    requireVpc(state, a);
    requireVpc(state, b);
    return { vpcs: requirePeering(state, a, b).vpcs };
  },
  precondition: (state, { vpcs: [a, b] }) => {
    requirePeering(state, a, b);
  },
  about: ({ vpcs }) => vpcs,
  describe: ({ vpcs: [a, b] }) => `end the peering of ${a} and ${b}`,
});

function requirePeering(state: State, a: string, b: string): Peering {
  const peering = ownValue(selectPeerings(state), peeringKey(a, b));
  if (peering !== undefined) return peering;
  const peers = peeringsOf(state, a).flatMap(({ vpcs }) => vpcs.filter((name) => name !== a));
  throw inputError(
    'PEERING_UNKNOWN',
    `${a} and ${b} are not peered`,
    peers.length > 0 ? `${a} is peered with: ${peers.join(', ')}` : `${a} has no peers`,
  );
}
