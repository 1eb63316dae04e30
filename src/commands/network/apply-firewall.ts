import { Args, argument, ChangeCommand, type ChangeOutput } from '@vpcctl/sdk/command';
import type { Firewall } from '../../features/firewall/state.js';

export default class ApplyFirewallCommand extends ChangeCommand {
  static override group = 'policy' as const;
  static override looksAround = true;
  static override summary = "Apply a policy file to a subnet; it replaces the subnet's policy.";
  static override description =
    'A policy is a JSON or YAML file: "subnet" (the CIDR it is for), "ingress" and "egress" (rules of "action", "protocol", "port", "type", "source" or "destination", "description"). A policy is stateful, the first matching rule wins, and a direction that is in the file denies all else: "ingress": [] denies everything. A direction that is left out is open. A file may hold a list of policies: the one with the CIDR of the subnet is applied, and without SUBNET all of them, as one change. The router of the VPC enforces it for every sender. docs/policies.md has examples, docs/schemas/firewall-policy.schema.json the JSON schema.';
  static override usage = ['apply-firewall VPC SUBNET POLICY', 'apply-firewall VPC POLICY'];
  static override examples = [
    '<%= config.bin %> apply-firewall vpc1 public firewall-policy.json',
    '<%= config.bin %> apply-firewall vpc1/public firewall-policy.yaml --dry-run',
    {
      description: 'Apply each policy of a file to the subnet that it is for.',
      command: '<%= config.bin %> apply-firewall vpc1 policies.yaml',
    },
  ];
  static override place = ['vpc', 'subnet'];
  static override completes = { policy: 'file' };
  static override args = {
    vpc: argument('Name of the VPC.'),
    subnet: argument('Name of the subnet; may be left out.'),
    policy: Args.string({
      description: 'The policy file, JSON or YAML; - reads standard input.',
      ignoreStdin: true,
    }),
  };

  async run(): Promise<ChangeOutput> {
    const { args, flags } = await this.parse(ApplyFirewallCommand);
    const [subnet, path] =
      args.policy === undefined ? [null, args.subnet] : [args.subnet, args.policy];
    const { readPolicyFile } = await import('../../ui/policy/file.js');
    const { policy, warnings } = await readPolicyFile(path);
    const input = { vpc: args.vpc, subnet, policy };
    const output = await this.change({ type: 'firewall.apply', input, flags, summary });
    for (const warning of warnings) this.note(warning);
    return output;
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
  if (rules === null) return 'open (not in the file)';
  if (rules.length === 0) return 'closed: an empty list denies all';
  return `${rules.length} ${rules.length === 1 ? 'rule' : 'rules'}, all else denied`;
}
