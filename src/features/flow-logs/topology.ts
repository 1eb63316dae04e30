import { type FeatureTopology, topologyKey } from '@vpcctl/sdk';
import * as z from 'zod';
import { disableFlowLogs } from './disable.js';
import { aggregateSchema, describeFlowLog, enableFlowLogs, recordSchema } from './enable.js';
import { type FlowLog, flowLogOf, USUAL } from './state.js';

const flowLogsSchema = z.strictObject({
  record: recordSchema.optional().describe('Which flows are recorded; all by default.'),
  aggregateSeconds: aggregateSchema
    .optional()
    .describe('Packets of a flow within so many seconds are one record; 60 by default.'),
});

type WantedFlowLog = z.infer<typeof flowLogsSchema>;

const flowLogs = topologyKey<WantedFlowLog>({
  level: 'vpc',
  name: 'flowLogs',
  schema: flowLogsSchema,
  read: (state, [vpc = '']) => {
    const log = flowLogOf(state, vpc);
    return log && { record: log.record, aggregateSeconds: log.aggregateSeconds };
  },
  requests: (state, [vpc = ''], wanted) => {
    const now = flowLogOf(state, vpc);
    if (wanted === null) {
      return now === undefined ? [] : [{ type: disableFlowLogs.type, input: { vpc } }];
    }
    const after = whole(wanted);
    const isSame = now?.record === after.record && now?.aggregateSeconds === after.aggregateSeconds;
    return isSame ? [] : [{ type: enableFlowLogs.type, input: { vpc, ...after } }];
  },
  describe: (_state, _place, wanted) =>
    wanted === null ? 'records no flows' : `records ${describeFlowLog(whole(wanted))}`,
});

export const flowLogsTopology: FeatureTopology = { keys: [flowLogs] };

function whole({ record, aggregateSeconds }: WantedFlowLog): Pick<FlowLog, keyof typeof USUAL> {
  return {
    record: record ?? USUAL.record,
    aggregateSeconds: aggregateSeconds ?? USUAL.aggregateSeconds,
  };
}
