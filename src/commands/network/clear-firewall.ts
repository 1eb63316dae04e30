import { argument, ChangeCommand, type ChangeOutput, ifExistsFlag } from '@vpcctl/sdk/command';
import type { FirewallCleared } from '../../features/firewall/index.js';

export default class ClearFirewallCommand extends ChangeCommand {
  static override group = 'policy' as const;
  static override summary = "Remove a subnet's policy: both directions are open again.";
  static override examples = ['<%= config.bin %> clear-firewall vpc1 public'];
  static override place = ['vpc', 'subnet'];
  static override args = {
    vpc: argument('Name of the VPC.'),
    subnet: argument('Name of the subnet.'),
  };

  static override flags = { 'if-exists': ifExistsFlag };

  async run(): Promise<ChangeOutput> {
    const { args, flags } = await this.parse(ClearFirewallCommand);
    const unknown = ['VPC_UNKNOWN', 'SUBNET_UNKNOWN', 'POLICY_UNKNOWN'];
    const accepts = flags['if-exists'] ? unknown : [];
    return this.change({ type: 'firewall.clear', input: { ...args }, flags, summary, accepts });
  }
}

function summary({ vpc, subnet }: FirewallCleared): string[] {
  return [`Cleared the policy of ${vpc}/${subnet}: it is open to its VPC and its peers`];
}
