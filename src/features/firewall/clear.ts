import { defineIntent, inputError, type State } from '@vpcctl/sdk';
import * as z from 'zod';
import { requireSubnet } from '../subnet/state.js';
import { selectFirewalls } from './state.js';

const schema = z.strictObject({ vpc: z.string(), subnet: z.string() });

/** The data of `firewall.clear`. */
export type FirewallCleared = z.infer<typeof schema>;

/** `clear-firewall VPC SUBNET`: both directions are open again. */
export const clearFirewall = defineIntent({
  type: 'firewall.clear',
  version: 1,
  input: schema,
  data: schema,
  decide: (state, input) => {
    const { vpc, name } = requireSubnet(state, input.vpc, input.subnet);
    requirePolicy(state, vpc, name);
    return { vpc, subnet: name };
  },
  precondition: (state, { vpc, subnet }) => requirePolicy(state, vpc, subnet),
  about: ({ vpc }) => [vpc],
  describe: ({ vpc, subnet }) => `clear the policy of ${vpc}/${subnet}`,
});

function requirePolicy(state: State, vpc: string, subnet: string): void {
  if (selectFirewalls(state)[`${vpc}/${subnet}`] !== undefined) return;
  throw inputError(
    'POLICY_UNKNOWN',
    `${vpc}/${subnet} has no policy`,
    `give it one: vpcctl apply-firewall ${vpc} ${subnet} policy.json`,
  );
}
