import { defineIntent, type State } from '@vpcctl/sdk';
import * as z from 'zod';
import { requireVpc } from '../../model/network/index.js';
import { omitKeys } from '../../model/records.js';
import { nameSchema } from '../recorded/index.js';
import { KEYS } from './lower.js';
import { type FlowLog, flowLogOf, RECORDED, selectFlowLogs, USUAL } from './state.js';

export const recordSchema = z.enum(RECORDED);
export const aggregateSchema = z.number().int().min(1).max(3600);

const dataSchema = z.strictObject({
  vpc: nameSchema,
  record: recordSchema,
  aggregateSeconds: aggregateSchema,
  restore: z.partialRecord(z.enum(KEYS), z.string().regex(/^\d{1,3}$/)),
});

/** `flow-logs enable VPC`: from now on the flows of the VPC are recorded. */
export const enableFlowLogs = defineIntent({
  type: 'flow-logs.enable',
  version: 1,
  input: z.strictObject({
    vpc: z.string(),
    /** Left out: as it is now. */
    record: recordSchema.optional(),
    aggregateSeconds: aggregateSchema.optional(),
  }),
  data: dataSchema,
  needs: () => ({ sysctls: KEYS }),
  decide: (state, { vpc, record, aggregateSeconds }, { host }) => {
    const { name } = requireVpc(state, vpc);
    const now = flowLogOf(state, name) ?? USUAL;
    return {
      vpc: name,
      record: record ?? now.record,
      aggregateSeconds: aggregateSeconds ?? now.aggregateSeconds,
      restore: restored(state) ?? chosen(host.sysctls),
    };
  },
  precondition: (state, { vpc }) => {
    requireVpc(state, vpc);
  },
  about: ({ vpc }) => [vpc],
  describe: (log) => `record ${describeFlowLog(log)} of ${log.vpc}`,
});

/** The first flow log changes the sysctls; later ones record the host's values from before that. */
function restored(state: State): FlowLog['restore'] | undefined {
  return Object.values(selectFlowLogs(state))[0]?.restore;
}

/** What the kernel sets where conntrack is not loaded yet; of events it depends on its version. */
const UNLOADED: Readonly<Record<string, string>> = {
  'net/netfilter/nf_conntrack_acct': '0',
  'net/netfilter/nf_conntrack_timestamp': '0',
};

function chosen(sysctls: Readonly<Record<string, string>>): FlowLog['restore'] {
  return omitKeys({ ...UNLOADED, ...sysctls }, (key) => !KEYS.some((each) => each === key));
}

/** `all flows, each 60 s` */
export function describeFlowLog({
  record,
  aggregateSeconds,
}: Pick<FlowLog, 'record' | 'aggregateSeconds'>): string {
  return `${record} flows, each ${aggregateSeconds} s`;
}
