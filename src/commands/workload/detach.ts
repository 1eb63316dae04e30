import { argument, ChangeCommand, type ChangeOutput } from '@vpcctl/sdk/command';
import type { InstanceGone } from '../../features/instance/delete.js';

export default class DetachCommand extends ChangeCommand {
  static override summary = 'Take the interface back that a namespace was given with attach.';
  static override description =
    'The namespace stays, with its processes and all else that is in it. Where it has gone in the meantime, as when its container ended or the host was restarted, this takes it out of the state.';
  static override examples = ['<%= config.bin %> detach vpc1 public web1'];
  static override args = {
    vpc: argument('Name of the VPC.'),
    subnet: argument('Name of the subnet.'),
    name: argument('Name that it has in the subnet.'),
  };

  async run(): Promise<ChangeOutput> {
    const { args, flags } = await this.parse(DetachCommand);
    const input = { vpc: args.vpc, subnet: args.subnet, name: args.name };
    return this.change({ type: 'instance.detach', input, flags, summary });
  }
}

function summary({ vpc, subnet, name }: InstanceGone): string[] {
  return [`Detached ${name} from ${vpc}/${subnet}`];
}
