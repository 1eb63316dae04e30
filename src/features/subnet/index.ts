import { defineFeature, event, RENAMED, type Renamed, renameKeys } from '@vpcctl/sdk';
import { withNames } from '../../model/network/index.js';
import { omitWhere } from '../../model/records.js';
import { deleteVpc, type VpcDeleted } from '../vpc/delete.js';
import { addSubnet } from './add.js';
import { deleteSubnet, type SubnetDeleted } from './delete.js';
import { partsOfSubnets } from './lower.js';
import { SUBNET_FEATURE, type Subnet, type SubnetSlice, selectSubnets } from './state.js';
import { subnetTopology } from './topology.js';

export type { SubnetDeleted } from './delete.js';

/** Subnets: each has a workload of its own, on an isolated port of the VPC's router. */
export const subnetFeature = defineFeature<SubnetSlice>({
  name: SUBNET_FEATURE,
  initial: {},
  intents: [addSubnet, deleteSubnet],
  evolve: {
    [addSubnet.type]: (subnets, subnet: Subnet) => ({
      ...subnets,
      [`${subnet.vpc}/${subnet.name}`]: subnet,
    }),
    [deleteSubnet.type]: (subnets, gone: SubnetDeleted) =>
      omitWhere(subnets, (subnet) => subnet.vpc === gone.vpc && subnet.name === gone.name),
    [deleteVpc.type]: (subnets, { name }: VpcDeleted) =>
      omitWhere(subnets, (subnet) => subnet.vpc === name),
    [RENAMED]: (subnets, renamed: Renamed) =>
      renameKeys(subnets, renamed, (subnet, { vpc, subnet: name }) =>
        withNames(subnet, { vpc, name }),
      ),
  },
  topology: subnetTopology,
  restate: (state) => Object.values(selectSubnets(state)).map((subnet) => event(addSubnet, subnet)),
  parts: partsOfSubnets,
});
