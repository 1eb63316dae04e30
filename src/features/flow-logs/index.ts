import { defineFeature, event, RENAMED, type Renamed, renameKeys } from '@vpcctl/sdk';
import { omitWhere } from '../../model/records.js';
import { disableFlowLogs } from './disable.js';
import { enableFlowLogs } from './enable.js';
import { lowerFlowLogs } from './lower.js';
import { FLOW_LOGS_FEATURE, type FlowLog, type FlowLogsSlice, selectFlowLogs } from './state.js';
import { flowLogsTopology } from './topology.js';
import { showFlowLog } from './view.js';

export { describeFlowLog } from './enable.js';

/** The flow logs of VPCs: which flows are recorded, and in windows of which length. */
export const flowLogsFeature = defineFeature<FlowLogsSlice>({
  name: FLOW_LOGS_FEATURE,
  initial: {},
  intents: [enableFlowLogs, disableFlowLogs],
  evolve: {
    [enableFlowLogs.type]: (slice, log: FlowLog) => ({ ...slice, [log.vpc]: log }),
    [disableFlowLogs.type]: (slice, { vpc }: { vpc: string }) => without(slice, vpc),
    'vpc.delete': (slice, { name }: { name: string }) => without(slice, name),
    [RENAMED]: (slice, renamed: Renamed) =>
      renameKeys(slice, renamed, (log, { vpc }) => ({ ...log, vpc })),
  },
  lower: lowerFlowLogs,
  show: showFlowLog,
  topology: flowLogsTopology,
  restate: (state) => Object.values(selectFlowLogs(state)).map((log) => event(enableFlowLogs, log)),
});

function without(slice: FlowLogsSlice, name: string): FlowLogsSlice {
  return omitWhere(slice, ({ vpc }) => vpc === name);
}
