import { argument, ChangeCommand, type ChangeOutput, ifExistsFlag } from '@vpcctl/sdk/command';
import type { InstanceGone } from '../../features/instance/index.js';

export default class DetachCommand extends ChangeCommand {
  static override group = 'networks' as const;
  static override summary =
    'Detach a namespace from its subnet: remove the interface that attach added.';
  static override description =
    'The namespace and its processes stay. If the namespace no longer exists, as after its container ended or the host restarted, it is only removed from the state.';
  static override examples = ['<%= config.bin %> detach vpc1 public web1'];
  static override place = ['vpc', 'subnet', 'name'];
  static override completes = { name: 'attached' };
  static override args = {
    vpc: argument('Name of the VPC.'),
    subnet: argument('Name of the subnet.'),
    name: argument('Its name in the subnet.'),
  };

  static override flags = { 'if-exists': ifExistsFlag };

  async run(): Promise<ChangeOutput> {
    const { args, flags } = await this.parse(DetachCommand);
    const input = { vpc: args.vpc, subnet: args.subnet, name: args.name };
    const unknown = ['VPC_UNKNOWN', 'SUBNET_UNKNOWN', 'INSTANCE_UNKNOWN'];
    const accepts = flags['if-exists'] ? unknown : [];
    return this.change({ type: 'instance.detach', input, flags, summary, accepts });
  }
}

function summary({ vpc, subnet, name }: InstanceGone): string[] {
  return [`Detached ${name} from ${vpc}/${subnet}`];
}
