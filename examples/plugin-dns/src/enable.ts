import { defineIntent, inputError, requireVpc, type State } from '@vpcctl/sdk';
import * as z from '@vpcctl/sdk/zod';
import { domainOf } from './names.js';
import { choosePorts, POSSIBLE } from './ports.js';
import { type Enabled, enabledSchema, selectDns } from './state.js';

/** `dns enable VPC` */
export const enableDns = defineIntent({
  type: 'dns.enable',
  version: 1,
  input: z.strictObject({ vpc: z.string() }),
  data: enabledSchema,
  needs: () => ({ listeners: POSSIBLE }),
  decide(state, { vpc }, { host }): Enabled {
    checkNew(state, vpc);
    const { segment } = requireVpc(state, vpc);
    return { vpc, ports: choosePorts(segment, selectDns(state), host) };
  },
  precondition: (state, { vpc }) => checkNew(state, vpc),
  describe: ({ vpc }) => `enable DNS for ${vpc}`,
  about: ({ vpc }) => [vpc],
});

function checkNew(state: State, vpc: string): void {
  requireVpc(state, vpc);
  if (selectDns(state)[vpc] === undefined) return;
  throw inputError(
    'DNS_ENABLED',
    `${vpc} has DNS already`,
    `its workloads are called NAME.${domainOf(vpc)}`,
  );
}
