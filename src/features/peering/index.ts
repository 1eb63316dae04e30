import { afterRename, defineFeature, event, RENAMED, type Renamed } from '@vpcctl/sdk';
import { omitWhere } from '../../model/records.js';
import { deleteVpc, type VpcDeleted } from '../vpc/delete.js';
import { lowerPeerings } from './lower.js';
import { peerVpcs } from './peer.js';
import {
  PEERING_FEATURE,
  type Peering,
  type PeeringSlice,
  peeringKey,
  selectPeerings,
} from './state.js';
import { peeringTopology } from './topology.js';
import { type PeeringRemoved, unpeerVpcs } from './unpeer.js';

export type { PeeringRemoved } from './unpeer.js';

/** Peerings: a route in each VPC's table and a permission to forward. They are not transitive. */
export const peeringFeature = defineFeature<PeeringSlice>({
  name: PEERING_FEATURE,
  initial: {},
  intents: [peerVpcs, unpeerVpcs],
  evolve: {
    [peerVpcs.type]: (peerings, peering: Peering) => ({
      ...peerings,
      [peeringKey(...peering.vpcs)]: peering,
    }),
    [unpeerVpcs.type]: (peerings, { vpcs }: PeeringRemoved) =>
      omitWhere(peerings, (peering) => peeringKey(...peering.vpcs) === peeringKey(...vpcs)),
    [deleteVpc.type]: (peerings, { name }: VpcDeleted) =>
      omitWhere(peerings, (peering) => peering.vpcs.includes(name)),
    [RENAMED]: (peerings, renamed: Renamed) =>
      Object.fromEntries(
        Object.values(peerings).map((peering) => {
          const [a, b] = peering.vpcs;
          const vpcs: Peering['vpcs'] = [afterRename(renamed, a), afterRename(renamed, b)];
          const isSame = vpcs[0] === a && vpcs[1] === b;
          return [peeringKey(...vpcs), isSame ? peering : { ...peering, vpcs }];
        }),
      ),
  },
  topology: peeringTopology,
  restate: (state) =>
    Object.values(selectPeerings(state)).map((peering) => event(peerVpcs, peering)),
  lower: lowerPeerings,
});
