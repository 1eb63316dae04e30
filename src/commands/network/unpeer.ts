import { argument, ChangeCommand, type ChangeOutput } from '@vpcctl/sdk/command';
import type { PeeringRemoved } from '../../features/peering/unpeer.js';

export default class UnpeerCommand extends ChangeCommand {
  static override summary = 'End the peering of two VPCs; open connections end, too.';
  static override examples = ['<%= config.bin %> unpeer vpc1 vpc2'];
  static override args = {
    vpc1: argument('One VPC.'),
    vpc2: argument('The other.'),
  };

  async run(): Promise<ChangeOutput> {
    const { args, flags } = await this.parse(UnpeerCommand);
    const input = { vpcs: [args.vpc1, args.vpc2] };
    return this.change({ type: 'peering.remove', input, flags, summary });
  }
}

function summary({ vpcs: [a, b] }: PeeringRemoved): string[] {
  return [`Ended the peering of ${a} and ${b}`];
}
