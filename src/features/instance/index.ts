import {
  defineFeature,
  event,
  type LoweredPart,
  RENAMED,
  type Renamed,
  renameKeys,
  type State,
} from '@vpcctl/sdk';
import { withNames } from '../../model/network/index.js';
import { omitWhere } from '../../model/records.js';
import { instanceWorkload, lowerWorkload } from '../../model/workloads/index.js';
import { deleteSubnet, type SubnetDeleted } from '../subnet/delete.js';
import { requireSubnet } from '../subnet/state.js';
import { deleteVpc, type VpcDeleted } from '../vpc/delete.js';
import { requireVpc } from '../vpc/state.js';
import { addInstance } from './add.js';
import { attachInstance } from './attach.js';
import { deleteInstance, detachInstance, type InstanceGone } from './delete.js';
import { processesToFollow } from './follow.js';
import { NOTHING_RESTARTED, reattachInstance } from './reattach.js';
import { INSTANCE_FEATURE, type Instance, type InstanceSlice, selectInstances } from './state.js';
import { instanceTopology } from './topology.js';

export type { InstanceGone } from './delete.js';

/** Instances: workloads of a subnet, in namespaces that vpcctl creates or in attached ones. */
export const instanceFeature = defineFeature<InstanceSlice>({
  name: INSTANCE_FEATURE,
  initial: {},
  intents: [addInstance, deleteInstance, attachInstance, reattachInstance, detachInstance],
  evolve: {
    [addInstance.type]: withInstance,
    [attachInstance.type]: withInstance,
    [reattachInstance.type]: withInstance,
    [deleteInstance.type]: withoutInstance,
    [detachInstance.type]: withoutInstance,
    [deleteSubnet.type]: (instances, gone: SubnetDeleted) =>
      omitWhere(instances, ({ vpc, subnet }) => vpc === gone.vpc && subnet === gone.name),
    [deleteVpc.type]: (instances, { name }: VpcDeleted) =>
      omitWhere(instances, ({ vpc }) => vpc === name),
    [RENAMED]: (instances, renamed: Renamed) =>
      renameKeys(instances, renamed, (instance, { vpc, subnet, instance: name }) =>
        withNames(instance, { vpc, subnet, name: name ?? instance.name }),
      ),
  },
  topology: instanceTopology,
  restate: (state) =>
    Object.values(selectInstances(state)).map((instance) =>
      event(instance.attachment === null ? addInstance : attachInstance, instance),
    ),
  parts: partsOfInstances,
  // Containers restart beside vpcctl, each time in a new namespace.
  rescan: (state) =>
    processesToFollow(state).length === 0
      ? null
      : {
          ...{ type: reattachInstance.type, input: {} },
          ...{ nothingNew: NOTHING_RESTARTED, passing: ['PROCESS_GONE'] },
        },
  processesIn: processesToFollow,
});

function withInstance(instances: InstanceSlice, instance: Instance): InstanceSlice {
  return { ...instances, [`${instance.vpc}/${instance.subnet}/${instance.name}`]: instance };
}

function withoutInstance(instances: InstanceSlice, gone: InstanceGone): InstanceSlice {
  return omitWhere(
    instances,
    ({ vpc, subnet, name }) => vpc === gone.vpc && subnet === gone.subnet && name === gone.name,
  );
}

/** Each instance with the resources of its workload. */
function partsOfInstances(state: State): ReadonlyMap<string, LoweredPart> {
  const parts = new Map<string, LoweredPart>();
  for (const [key, instance] of Object.entries(selectInstances(state))) {
    const vpc = requireVpc(state, instance.vpc);
    const subnet = requireSubnet(state, instance.vpc, instance.subnet);
    const lower = () => lowerWorkload(instanceWorkload(instance), subnet, vpc);
    parts.set(key, { of: [instance, subnet, vpc], lower });
  }
  return parts;
}
