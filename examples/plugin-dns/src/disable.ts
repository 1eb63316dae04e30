import { defineIntent, inputError, requireVpc, type State } from '@vpcctl/sdk';
import * as z from '@vpcctl/sdk/zod';
import { selectDns } from './state.js';

const schema = z.strictObject({ vpc: z.string() });

/** What `dns.disable` records. */
export type Disabled = z.infer<typeof schema>;

/** `dns disable VPC` */
export const disableDns = defineIntent({
  type: 'dns.disable',
  version: 1,
  input: schema,
  data: schema,
  decide(state, input) {
    requireVpc(state, input.vpc);
    checkEnabled(state, input.vpc);
    return input;
  },
  precondition: (state, { vpc }) => checkEnabled(state, vpc),
  describe: ({ vpc }) => `disable DNS for ${vpc}`,
  about: ({ vpc }) => [vpc],
});

function checkEnabled(state: State, vpc: string): void {
  if (selectDns(state)[vpc] !== undefined) return;
  throw inputError('DNS_NOT_ENABLED', `${vpc} has no DNS`, `vpcctl dns enable ${vpc}`);
}
