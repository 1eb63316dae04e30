import { argument, ChangeCommand, type ChangeOutput, Flags } from '@vpcctl/sdk/command';
import type { Vpc } from '../../features/vpc/state.js';
import { acceptsExisting, ifNotExistsFlag } from '../../ui/commands/flags/exists.js';
import { labelFlag } from '../../ui/commands/flags/label.js';

export default class CreateVpcCommand extends ChangeCommand {
  static override group = 'networks' as const;
  static override summary = 'Create a VPC: a router with its own routing table, closed by default.';
  static override description =
    'The router is the bridge br-NAME with the first host address of the CIDR. The subnets of the VPC reach each other; nothing else reaches them. Only public subnets reach the internet, through NAT on the uplink. The first VPC chooses the packet-filter backend: nftables where that works, else iptables-legacy, or the one that VPCCTL_BACKEND names; see `vpcctl backend show`.';
  static override examples = [
    '<%= config.bin %> create-vpc vpc1 10.0.0.0/16',
    '<%= config.bin %> create-vpc vpc1 10.0.0.0/16 --interface eth0',
    '<%= config.bin %> create-vpc vpc1 10.5.0.0/16 --allow-overlap',
    '<%= config.bin %> create-vpc vpc1 10.0.0.0/16 --dry-run',
  ];
  static override args = {
    name: argument('Name of the VPC: vpc1.'),
    cidr: argument('Its IPv4 network: 10.0.0.0/16.'),
  };
  static override flags = {
    interface: Flags.string({
      description:
        'The uplink, the interface to the internet; auto follows the default route of the host.',
      default: 'auto',
      helpValue: 'eth0',
    }),
    'allow-overlap': Flags.boolean({
      description: 'Accept a CIDR to which the host has a route, such as that of a VPN.',
    }),
    'if-not-exists': ifNotExistsFlag,
    label: labelFlag,
  };

  async run(): Promise<ChangeOutput> {
    const { args, flags } = await this.parse(CreateVpcCommand);
    const input = {
      ...{ name: args.name, cidr: args.cidr, interface: flags.interface },
      allowOverlap: flags['allow-overlap'] ?? false,
      ...{ labels: flags.label, ifNotExists: flags['if-not-exists'] },
      backend: process.env['VPCCTL_BACKEND'] || undefined,
    };
    const accepts = acceptsExisting(flags['if-not-exists']);
    const output = await this.change({ type: 'vpc.create', input, flags, summary, accepts });
    const { cidrNotes } = await import('../../features/vpc/state.js');
    for (const note of cidrNotes(await this.readState(), args.name, args.cidr)) this.note(note);
    return output;
  }
}

function summary({ name, cidr, bridge, gateway, uplink }: Vpc): string[] {
  return [
    `Created VPC ${name} ${cidr}`,
    `  router  ${bridge.altname ?? bridge.name}, gateway ${gateway}`,
    `  uplink  ${uplink?.interface ?? 'auto: follows the default route of the host'}`,
    `  next    vpcctl add-subnet ${name} …`,
  ];
}
