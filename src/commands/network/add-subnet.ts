import { argument, ChangeCommand, type ChangeOutput, Flags } from '@vpcctl/sdk/command';
import type { Subnet } from '../../features/subnet/state.js';
import { acceptsExisting, ifNotExistsFlag } from '../../ui/commands/flags/exists.js';
import { labelFlag } from '../../ui/commands/flags/label.js';

export default class AddSubnetCommand extends ChangeCommand {
  static override group = 'networks' as const;
  static override summary = 'Add a subnet to a VPC: a network namespace behind its router.';
  static override description =
    'The namespace is VPC-SUBNET with the first host address of the CIDR. A public subnet may open connections to the internet, a private one may not.';
  static override examples = [
    '<%= config.bin %> add-subnet vpc1 public 10.0.1.0/24 --type public',
    '<%= config.bin %> add-subnet vpc1 private 10.0.2.0/24',
  ];
  static override place = ['vpc', 'name'];
  static override args = {
    vpc: argument('Name of the VPC.'),
    name: argument('Name of the subnet: web.'),
    cidr: argument("A part of the VPC's CIDR: 10.0.1.0/24."),
  };
  static override flags = {
    type: Flags.option({
      options: ['public', 'private'] as const,
      default: 'private' as const,
      description: 'Whether it may reach the internet.',
    })(),
    'if-not-exists': ifNotExistsFlag,
    label: labelFlag,
  };

  async run(): Promise<ChangeOutput> {
    const { args, flags } = await this.parse(AddSubnetCommand);
    const ifNotExists = flags['if-not-exists'];
    const input = { ...args, type: flags.type, labels: flags.label, ifNotExists };
    const accepts = acceptsExisting(ifNotExists);
    return this.change({ type: 'subnet.add', input, flags, summary, accepts });
  }
}

function summary({
  vpc,
  name,
  cidr,
  type,
  address,
  namespace,
  guestEnd,
  hostEnd,
}: Subnet): string[] {
  return [
    `Added ${type} subnet ${name} ${cidr} to ${vpc}`,
    `  namespace  ${namespace}, address ${address}`,
    `  veth pair  ${guestEnd.altname ?? guestEnd.name} to ${hostEnd.altname ?? hostEnd.name}`,
    `  next       vpcctl exec ${vpc} ${name} -- ip route`,
  ];
}
