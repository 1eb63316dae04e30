import { argument, ChangeCommand, type ChangeOutput } from '@vpcctl/sdk/command';
import type { Disabled } from '../disable.js';

export class DnsDisable extends ChangeCommand {
  static override summary = 'Take the names of a VPC away.';
  static override examples = ['<%= config.bin %> dns disable vpc1'];
  static override args = { vpc: argument('Name of the VPC.') };

  async run(): Promise<ChangeOutput> {
    const { args, flags } = await this.parse(DnsDisable);
    const summary = ({ vpc }: Disabled) => [`Disabled DNS for ${vpc}`];
    return this.change({ type: 'dns.disable', input: { vpc: args.vpc }, flags, summary });
  }
}
