import { argument, ChangeCommand, type ChangeOutput, killFlag } from '@vpcctl/sdk/command';
import type { InstanceGone } from '../../features/instance/index.js';

export default class DeleteInstanceCommand extends ChangeCommand {
  static override group = 'networks' as const;
  static override summary = 'Delete an instance of a subnet.';
  static override description =
    'Processes in it lose their network and are listed; --kill ends them. For an attached namespace use detach.';
  static override examples = [
    '<%= config.bin %> delete-instance vpc1 public web1',
    '<%= config.bin %> delete-instance vpc1 public web1 --kill',
  ];
  static override place = ['vpc', 'subnet', 'name'];
  static override completes = { name: 'instance' };
  static override args = {
    vpc: argument('Name of the VPC.'),
    subnet: argument('Name of the subnet.'),
    name: argument('Name of the instance.'),
  };
  static override flags = { kill: killFlag };

  async run(): Promise<ChangeOutput> {
    const { args, flags } = await this.parse(DeleteInstanceCommand);
    const input = { vpc: args.vpc, subnet: args.subnet, name: args.name };
    return this.change({ type: 'instance.delete', input, flags, summary });
  }
}

function summary({ vpc, subnet, name }: InstanceGone): string[] {
  return [`Deleted instance ${name} of ${vpc}/${subnet}`];
}
