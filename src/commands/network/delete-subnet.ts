import { argument, ChangeCommand, type ChangeOutput, killFlag } from '@vpcctl/sdk/command';
import type { SubnetDeleted } from '../../features/subnet/index.js';

export default class DeleteSubnetCommand extends ChangeCommand {
  static override group = 'networks' as const;
  static override summary = 'Delete a subnet with its policy.';
  static override description =
    'Processes in it lose their network and are listed; --kill ends them.';
  static override examples = [
    '<%= config.bin %> delete-subnet vpc1 private',
    '<%= config.bin %> delete-subnet vpc1 private --kill',
  ];
  static override place = ['vpc', 'subnet'];
  static override args = {
    vpc: argument('Name of the VPC.'),
    subnet: argument('Name of the subnet.'),
  };
  static override flags = { kill: killFlag };

  async run(): Promise<ChangeOutput> {
    const { args, flags } = await this.parse(DeleteSubnetCommand);
    const input = { vpc: args.vpc, name: args.subnet };
    return this.change({ type: 'subnet.delete', input, flags, summary });
  }
}

function summary({ vpc, name }: SubnetDeleted): string[] {
  return [`Deleted subnet ${name} of ${vpc}`];
}
