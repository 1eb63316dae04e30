import { defineIntent, inputError, type State } from '@vpcctl/sdk';
import * as z from 'zod';
import { requireSubnet } from '../subnet/state.js';
import { groupRules, policyInput } from './policy.js';
import { checkReferences } from './reference.js';
import { firewallSchema } from './schema.js';
import type { Firewall } from './state.js';

const inputSchema = z.strictObject({
  vpc: z.string(),
  subnet: z.string(),
  policy: policyInput,
});

/** `apply-firewall VPC SUBNET POLICY.json` */
export const applyFirewall = defineIntent({
  type: 'firewall.apply',
  version: 1,
  input: inputSchema,
  data: firewallSchema,
  decide: (state, input) => decide(state, input),
  precondition: (state, { vpc, subnet }) => {
    requireSubnet(state, vpc, subnet);
  },
  about: ({ vpc }) => [vpc],
  describe: ({ vpc, subnet, ingress, egress }) =>
    `apply a policy to ${vpc}/${subnet}: ${direction(ingress, 'ingress')}, ${direction(egress, 'egress')}`,
});

function decide(state: State, input: z.infer<typeof inputSchema>): Firewall {
  const subnet = requireSubnet(state, input.vpc, input.subnet);
  if (input.policy.subnet !== subnet.cidr) {
    throw inputError(
      'POLICY_WRONG_SUBNET',
      `the policy is for ${JSON.stringify(input.policy.subnet)}, but ${subnet.vpc}/${subnet.name} is ${subnet.cidr}`,
      `apply it to the subnet it was written for, or set "subnet": "${subnet.cidr}" in the file`,
    );
  }
  const ingress = groupRules(input.policy.ingress);
  const egress = groupRules(input.policy.egress);
  for (const rules of [ingress, egress]) checkReferences(state, subnet.vpc, rules);
  return { vpc: subnet.vpc, subnet: subnet.name, ingress, egress };
}

/** `1 ingress rule`, `3 egress rules`, `egress open`. */
function direction(rules: Firewall['ingress'], name: 'ingress' | 'egress'): string {
  if (rules === null) return `${name} open`;
  return `${rules.length} ${name} ${rules.length === 1 ? 'rule' : 'rules'}`;
}
