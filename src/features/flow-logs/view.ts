import type { ShowField, ShowSubject, State } from '@vpcctl/sdk';
import { flowLogOf } from './state.js';

/** The flow log of a VPC, for `show`. */
export function showFlowLog(state: State, { vpc, subnet }: ShowSubject): ShowField[] {
  const log = subnet === null ? flowLogOf(state, vpc) : undefined;
  if (log === undefined) return [];
  const { record, aggregateSeconds } = log;
  const text = `${record}, each ${aggregateSeconds} s`;
  return [{ label: 'flow logs', text, value: { record, aggregateSeconds } }];
}
