import { argument, ChangeCommand, type ChangeOutput, Flags } from '@vpcctl/sdk/command';
import type { Peering } from '../../features/peering/state.js';
import { acceptsExisting, ifNotExistsFlag } from '../../ui/commands/flags/exists.js';

export default class PeerCommand extends ChangeCommand {
  static override group = 'networks' as const;
  static override summary = 'Peer two VPCs: route traffic between them, in both directions.';
  static override description =
    'Peering is routed and not transitive: a peer of a peer stays unreachable. The policies of the subnets still apply.';
  static override examples = [
    '<%= config.bin %> peer vpc1 vpc2',
    '<%= config.bin %> peer vpc1 vpc2 --allow-cidrs 10.0.1.0/24,172.16.1.0/24',
  ];
  static override completes = { vpc1: 'vpc', vpc2: 'peer' };
  static override args = {
    vpc1: argument('Name of the first VPC.'),
    vpc2: argument('Name of the second VPC.'),
  };
  static override flags = {
    'allow-cidrs': Flags.string({
      description:
        'Peer only these parts of the two VPCs; a VPC without a part here is peered whole.',
      delimiter: ',',
      multiple: true,
      helpValue: 'a,b',
    }),
    'if-not-exists': ifNotExistsFlag,
  };

  async run(): Promise<ChangeOutput> {
    const { args, flags } = await this.parse(PeerCommand);
    const ifNotExists = flags['if-not-exists'];
    const vpcs = [args.vpc1, args.vpc2];
    const input = { vpcs, allowCidrs: flags['allow-cidrs'], ifNotExists };
    const accepts = acceptsExisting(ifNotExists);
    return this.change({ type: 'peering.add', input, flags, summary, accepts });
  }
}

function summary({ vpcs: [a, b], cidrs }: Peering): string[] {
  const width = Math.max(a.length, b.length);
  return [
    `Peered ${a} with ${b}`,
    `  ${a.padEnd(width)}  ${cidrs[0].join(', ')}`,
    `  ${b.padEnd(width)}  ${cidrs[1].join(', ')}`,
  ];
}
