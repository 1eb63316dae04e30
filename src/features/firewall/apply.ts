import { type ChangeEvent, defineIntent, inputError, isSameJson, type State } from '@vpcctl/sdk';
import * as z from 'zod';
import { requireSubnet, type Subnet, subnetsOf } from '../subnet/state.js';
import { requireVpc } from '../vpc/state.js';
import { type FilePolicy, policyInput } from './policy.js';
import { checkReferences } from './reference.js';
import { groupRules } from './rules.js';
import { firewallSchema } from './schema.js';
import { type Firewall, selectFirewalls } from './state.js';

const inputSchema = z.strictObject({
  vpc: z.string(),
  /** Null: every policy of the file, each for the subnet with its CIDR. */
  subnet: z.string().nullable(),
  policy: policyInput,
});

/** `apply-firewall VPC [SUBNET] POLICY` */
export const applyFirewall = defineIntent({
  type: 'firewall.apply',
  version: 1,
  input: inputSchema,
  data: firewallSchema,
  decide: (state, input) =>
    input.subnet === null
      ? eventsOf(state, input.vpc, input.policy)
      : decide(state, requireSubnet(state, input.vpc, input.subnet), input.policy),
  precondition: (state, { vpc, subnet }) => {
    requireSubnet(state, vpc, subnet);
  },
  about: ({ vpc }) => [vpc],
  describe: ({ vpc, subnet, ingress, egress }) =>
    `apply a policy to ${vpc}/${subnet}: ${direction(ingress, 'ingress')}, ${direction(egress, 'egress')}`,
});

function decide(state: State, subnet: Subnet, policies: readonly FilePolicy[]): Firewall {
  const [policy, second] = policies.filter((each) => each.subnet === subnet.cidr);
  if (policy === undefined) {
    throw inputError(
      'POLICY_WRONG_SUBNET',
      `the policy is for ${policies.map((each) => JSON.stringify(each.subnet)).join(', ')}, but ${subnet.vpc}/${subnet.name} is ${subnet.cidr}`,
      `apply it to the subnet it was written for, or set "subnet": "${subnet.cidr}" in the file`,
    );
  }
  if (second !== undefined) throw twice(subnet.cidr);
  return recorded(state, subnet, policy);
}

/** One event for each policy of the file that changes its subnet; if none does, for each. */
function eventsOf(
  state: State,
  vpc: string,
  policies: readonly FilePolicy[],
): readonly ChangeEvent[] {
  const subnets = subnetsOf(state, requireVpc(state, vpc).name);
  const wanted = policies.map((policy, at) => {
    const subnet = subnets.find(({ cidr }) => cidr === policy.subnet);
    if (policies.findIndex((each) => each.subnet === policy.subnet) !== at) {
      throw twice(policy.subnet);
    }
    if (subnet !== undefined) return recorded(state, subnet, policy);
    throw inputError(
      'POLICY_WRONG_SUBNET',
      `${vpc} has no subnet ${JSON.stringify(policy.subnet)}, which the file has a policy for`,
      subnets.length === 0
        ? `${vpc} has no subnet yet: vpcctl add-subnet ${vpc} …`
        : `there is: ${subnets.map(({ name, cidr }) => `${name} ${cidr}`).join(', ')}`,
    );
  });
  const now = selectFirewalls(state);
  const changed = wanted.filter((each) => !isSameJson(now[`${vpc}/${each.subnet}`], each));
  return (changed.length === 0 ? wanted : changed).map((data) => ({
    ...{ type: applyFirewall.type, v: applyFirewall.version },
    data,
  }));
}

function recorded(state: State, subnet: Subnet, policy: FilePolicy): Firewall {
  const ingress = groupRules(policy.ingress);
  const egress = groupRules(policy.egress);
  for (const rules of [ingress, egress]) checkReferences(state, subnet.vpc, rules);
  return { vpc: subnet.vpc, subnet: subnet.name, ingress, egress };
}

function twice(cidr: string) {
  return inputError(
    'POLICY_TWICE',
    `the file has two policies for ${cidr}`,
    'leave one of them out, or write their rules as one policy',
  );
}

/** `1 ingress rule`, `3 egress rules`, `egress open`, `ingress closed`. */
function direction(rules: Firewall['ingress'], name: 'ingress' | 'egress'): string {
  if (rules === null) return `${name} open`;
  if (rules.length === 0) return `${name} closed`;
  return `${rules.length} ${name} ${rules.length === 1 ? 'rule' : 'rules'}`;
}
