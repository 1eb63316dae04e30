import { argument, ChangeCommand, type ChangeOutput } from '@vpcctl/sdk/command';
import type { Enabled } from '../state.js';

export class DnsEnable extends ChangeCommand {
  static override summary = 'Give the workloads of a VPC names, served at its gateway.';
  static override description =
    'Workloads of public subnets get answers for other names too, from the resolvers of this host.';
  static override examples = ['<%= config.bin %> dns enable vpc1'];
  static override args = { vpc: argument('Name of the VPC.') };

  async run(): Promise<ChangeOutput> {
    const { args, flags } = await this.parse(DnsEnable);
    const summary = ({ vpc }: Enabled) => [`Enabled DNS for ${vpc}: NAME.${vpc}.internal`];
    return this.change({ type: 'dns.enable', input: { vpc: args.vpc }, flags, summary });
  }
}
