import { argument, ChangeCommand, type ChangeOutput } from '@vpcctl/sdk/command';
import type { Firewall } from '../../features/firewall/state.js';

export default class ApplyFirewallCommand extends ChangeCommand {
  static override summary = "Apply a policy file to a subnet; it replaces the subnet's policy.";
  static override description =
    'A policy is a JSON file: "subnet" (the CIDR it is for), "ingress" and "egress" (rules of "port", "protocol", "action", "source" or "destination", "description"). A policy is stateful, the first matching rule wins, and a direction that has rules denies all else. The router of the VPC enforces it for every sender. docs/schemas/firewall-policy.schema.json is its JSON schema.';
  static override examples = [
    '<%= config.bin %> apply-firewall vpc1 public firewall-policy.json',
    '<%= config.bin %> apply-firewall vpc1 public firewall-policy.json --dry-run',
  ];
  static override args = {
    vpc: argument('Name of the VPC.'),
    subnet: argument('Name of the subnet.'),
    policy: argument('The policy file; - reads standard input.'),
  };

  async run(): Promise<ChangeOutput> {
    const { args, flags } = await this.parse(ApplyFirewallCommand);
    const { readPolicyFile } = await import('../../ui/commands/policy-file.js');
    const policy = await readPolicyFile(args.policy);
    const input = { vpc: args.vpc, subnet: args.subnet, policy };
    return this.change({ type: 'firewall.apply', input, flags, summary });
  }
}

function summary({ vpc, subnet, ingress, egress }: Firewall): string[] {
  return [
    `Applied the policy to ${vpc}/${subnet}`,
    `  ingress  ${describe(ingress)}`,
    `  egress   ${describe(egress)}`,
  ];
}

function describe(rules: Firewall['ingress']): string {
  if (rules === null) return 'open (no rules)';
  return `${rules.length} ${rules.length === 1 ? 'rule' : 'rules'}, all else denied`;
}
