import { argument, ChangeCommand, type ChangeOutput, ifExistsFlag } from '@vpcctl/sdk/command';
import type { PeeringRemoved } from '../../features/peering/index.js';

export default class UnpeerCommand extends ChangeCommand {
  static override group = 'networks' as const;
  static override summary = 'Remove the peering of two VPCs, and end the connections between them.';
  static override examples = ['<%= config.bin %> unpeer vpc1 vpc2'];
  static override completes = { vpc1: 'peered', vpc2: 'peered' };
  static override args = {
    vpc1: argument('Name of the first VPC.'),
    vpc2: argument('Name of the second VPC.'),
  };

  static override flags = { 'if-exists': ifExistsFlag };

  async run(): Promise<ChangeOutput> {
    const { args, flags } = await this.parse(UnpeerCommand);
    const input = { vpcs: [args.vpc1, args.vpc2] };
    const accepts = flags['if-exists'] ? ['VPC_UNKNOWN', 'PEERING_UNKNOWN'] : [];
    return this.change({ type: 'peering.remove', input, flags, summary, accepts });
  }
}

function summary({ vpcs: [a, b] }: PeeringRemoved): string[] {
  return [`Ended the peering of ${a} and ${b}`];
}
