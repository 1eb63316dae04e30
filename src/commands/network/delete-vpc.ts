import { argument, ChangeCommand, type ChangeOutput, killFlag } from '@vpcctl/sdk/command';
import type { VpcDeleted } from '../../features/vpc/index.js';

export default class DeleteVpcCommand extends ChangeCommand {
  static override group = 'networks' as const;
  static override summary = 'Delete a VPC with its subnets, peerings and policies.';
  static override description =
    'After the last VPC is deleted the host is as it was before the first one. Processes in a subnet lose their network and are listed; --kill ends them.';
  static override examples = [
    '<%= config.bin %> delete-vpc vpc1',
    '<%= config.bin %> delete-vpc vpc1 --kill',
  ];
  static override completes = { name: 'vpc' };
  static override args = {
    name: argument('Name of the VPC.'),
  };
  static override flags = { kill: killFlag };

  async run(): Promise<ChangeOutput> {
    const { args, flags } = await this.parse(DeleteVpcCommand);
    return this.change({ type: 'vpc.delete', input: { name: args.name }, flags, summary });
  }
}

function summary({ name }: VpcDeleted): string[] {
  return [`Deleted VPC ${name}`];
}
