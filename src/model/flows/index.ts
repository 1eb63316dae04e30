/** Flow logs: from connections and denied packets to records. Pure. */
export { attribute, type Reason } from './attribute.js';
export { awsLine, parseAwsLine } from './aws.js';
export type { Carried, Counted, CountedConnection } from './connection.js';
export { Ledger, type OpenTotals } from './ledger.js';
export {
  type EndFilter,
  type FlowFilter,
  matchesFlow,
  parseEndFilter,
} from './match.js';
export { type FlowNetwork, flowNetwork } from './network.js';
export { type FlowGap, type FlowLine, type FlowRecord, joinGaps } from './record.js';
export { Windows } from './windows.js';
