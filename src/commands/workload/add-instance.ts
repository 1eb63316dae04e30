import { argument, ChangeCommand, type ChangeOutput, Flags } from '@vpcctl/sdk/command';
import type { Instance } from '../../features/instance/state.js';
import { acceptsExisting, ifNotExistsFlag } from '../../ui/commands/flags/exists.js';
import { labelFlag } from '../../ui/commands/flags/label.js';
import { instanceSummary } from '../../ui/views/instance.js';

export default class AddInstanceCommand extends ChangeCommand {
  static override group = 'networks' as const;
  static override summary = 'Add an instance to a subnet: one more network namespace.';
  static override description =
    "The namespace is VPC-SUBNET-NAME with the next free address of the subnet. The subnet's type and policy apply to all its workloads, also between them.";
  static override examples = [
    '<%= config.bin %> add-instance vpc1 public web1',
    '<%= config.bin %> add-instance vpc1 public web2 --ip 10.0.1.20',
  ];
  static override place = ['vpc', 'subnet', 'name'];
  static override args = {
    vpc: argument('Name of the VPC.'),
    subnet: argument('Name of the subnet.'),
    name: argument('Name of the instance: web1.'),
  };
  static override flags = {
    ip: Flags.string({ description: 'Its address; by default the next free one.', helpValue: 'A' }),
    'if-not-exists': ifNotExistsFlag,
    label: labelFlag,
  };

  async run(): Promise<ChangeOutput> {
    const { args, flags } = await this.parse(AddInstanceCommand);
    const ifNotExists = flags['if-not-exists'];
    const input = { ...args, ip: flags.ip, labels: flags.label, ifNotExists };
    const accepts = acceptsExisting(ifNotExists);
    return this.change({ type: 'instance.add', input, flags, summary, accepts });
  }
}

function summary(instance: Instance): string[] {
  const { vpc, subnet, name } = instance;
  return [`Added instance ${name} to ${vpc}/${subnet}`, ...instanceSummary(instance)];
}
