import { defineFeature, event, RENAMED, type Renamed, renameKeys } from '@vpcctl/sdk';
import { remembering } from '../../model/network/index.js';
import { omitWhere } from '../../model/records.js';
import { createVpc } from './create.js';
import { deleteVpc, type VpcDeleted } from './delete.js';
import { lowerVpcs } from './lower.js';
import { setUplink, type UplinkSet } from './set-uplink.js';
import { selectVpcs, VPC_FEATURE, type Vpc, type VpcSlice, withUplink } from './state.js';
import { vpcTopology } from './topology.js';

export type { VpcDeleted } from './delete.js';
export type { UplinkSet } from './set-uplink.js';

/**
 * VPCs: each has a bridge as router, a route table and a conntrack zone, and is closed by default.
 */
export const vpcFeature = defineFeature<VpcSlice>({
  name: VPC_FEATURE,
  initial: {},
  intents: [createVpc, deleteVpc, setUplink],
  evolve: {
    [createVpc.type]: (vpcs, vpc: Vpc) => ({ ...vpcs, [vpc.name]: vpc }),
    [setUplink.type]: (vpcs, { name, uplink }: UplinkSet) => withUplink(vpcs, name, uplink),
    [deleteVpc.type]: (vpcs, { name }: VpcDeleted) => omitWhere(vpcs, (vpc) => vpc.name === name),
    [RENAMED]: (vpcs, renamed: Renamed) =>
      renameKeys(vpcs, renamed, (vpc, { vpc: name }) => {
        const { madeAs: made = vpc.name, ...rest } = vpc;
        return remembering<Vpc>({ ...rest, name }, name, made);
      }),
  },
  topology: vpcTopology,
  restate: (state) => Object.values(selectVpcs(state)).map((vpc) => event(createVpc, vpc)),
  lower: lowerVpcs,
});
