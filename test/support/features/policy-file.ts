import type { Json } from '@vpcctl/sdk';
import { checkPolicyFile } from '../../../src/features/firewall/policy.js';
import { type CommandRequest, given } from './given.js';

/** A VPC with a subnet for the policies of tests. */
export const MADE: CommandRequest[] = [
  ['vpc.create', { name: 'vpc1', cidr: '10.0.0.0/16' }],
  ['subnet.add', { vpc: 'vpc1', name: 'web', cidr: '10.0.1.0/24' }],
];

/** The request that applies a policy to that subnet. */
export const apply = (policy: Json): CommandRequest => [
  'firewall.apply',
  { vpc: 'vpc1', subnet: 'web', policy },
];

/** The request for a policy with some ingress rules. */
export const rules = (...ingress: Json[]) => apply({ subnet: '10.0.1.0/24', ingress });

/** What is recorded of a policy with some ingress rules. */
export const recorded = (...ingress: Json[]) => given(...MADE).when(...rules(...ingress)).data;

/** What the schema of the policy file finds wrong: where, and what. */
export function issues(policy: Json): string[] {
  return checkPolicyFile(policy).issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

/** The same of one ingress rule. */
export const ruleIssues = (rule: Json) => issues({ subnet: '10.0.1.0/24', ingress: [rule] });
