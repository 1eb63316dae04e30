import type { State } from '@vpcctl/sdk';
import { ownValue } from '../../model/records.js';

export const FLOW_LOGS_FEATURE = 'flow-logs';

/** Which flows are recorded. */
export const RECORDED = ['accepted', 'denied', 'all'] as const;
export type Recorded = (typeof RECORDED)[number];

/** The flow log of a VPC. */
export type FlowLog = {
  vpc: string;
  record: Recorded;
  /** The length of a window: packets of a flow within it are one record. */
  aggregateSeconds: number;
  /** Host-wide sysctls as they were before the first flow log, by key. */
  restore: { [key: string]: string };
};

/** The slice: the flow logs, by VPC. */
export type FlowLogsSlice = { [vpc: string]: FlowLog };

/** Of a flow log that says nothing else. */
export const USUAL = { record: 'all', aggregateSeconds: 60 } as const satisfies Partial<FlowLog>;

/** The flow logs of a state, by VPC. */
export function selectFlowLogs(state: State): FlowLogsSlice {
  // The fold puts only this feature's own slice there.
  return (state[FLOW_LOGS_FEATURE] ?? {}) as FlowLogsSlice;
}

/** The flow log of a VPC; undefined where it has none. */
export function flowLogOf(state: State, vpc: string): FlowLog | undefined {
  return ownValue(selectFlowLogs(state), vpc);
}

/** The NFLOG group of flow logs; those of commands that watch are above. */
export const FLOW_LOG_GROUP = 7000;

/** Whether denied packets are recorded. */
export function recordsDenied(log: FlowLog | undefined): boolean {
  return log !== undefined && log.record !== 'accepted';
}
