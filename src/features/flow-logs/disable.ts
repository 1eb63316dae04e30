import { defineIntent, inputError, type State } from '@vpcctl/sdk';
import * as z from 'zod';
import { requireVpc } from '../../model/network/index.js';
import { nameSchema } from '../recorded/index.js';
import { flowLogOf } from './state.js';

const dataSchema = z.strictObject({ vpc: nameSchema });

/** `flow-logs disable VPC`: its flows are recorded no more. */
export const disableFlowLogs = defineIntent({
  type: 'flow-logs.disable',
  version: 1,
  input: z.strictObject({ vpc: z.string() }),
  data: dataSchema,
  decide: (state, { vpc }) => {
    const { name } = requireVpc(state, vpc);
    requireFlowLog(state, name);
    return { vpc: name };
  },
  precondition: (state, { vpc }) => requireFlowLog(state, vpc),
  about: ({ vpc }) => [vpc],
  describe: ({ vpc }) => `record no flows of ${vpc}`,
});

function requireFlowLog(state: State, vpc: string): void {
  if (flowLogOf(state, vpc) !== undefined) return;
  throw inputError(
    'FLOW_LOG_UNKNOWN',
    `${vpc} has no flow log`,
    `give it one: vpcctl flow-logs enable ${vpc}`,
  );
}
