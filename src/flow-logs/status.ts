import { readCurrentState } from '../engine/current/index.js';
import type { PluginHost } from '../engine/registry/index.js';
import { type FlowLog, selectFlowLogs } from '../features/flow-logs/state.js';
import { flowLogDirectory, type StoreStatus, storeStatus } from '../host/flow-logs/index.js';
import { statePaths } from '../host/index.js';

/** Which VPCs have flow logs, and whether the service writes them. */
export interface FlowLogStatus extends StoreStatus {
  readonly directory: string;
  readonly logs: readonly Pick<FlowLog, 'vpc' | 'record' | 'aggregateSeconds'>[];
}

/** @throws JournalError as `journal.read` does */
export async function readFlowLogStatus(plugins: PluginHost): Promise<FlowLogStatus> {
  const directory = flowLogDirectory(statePaths().directory);
  const logs = Object.values(selectFlowLogs(await readCurrentState(plugins)));
  return {
    logs: logs.map(({ vpc, record, aggregateSeconds }) => ({ vpc, record, aggregateSeconds })),
    directory,
    ...(await storeStatus(directory)),
  };
}
