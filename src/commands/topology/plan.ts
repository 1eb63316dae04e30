import { Flags, VpcctlCommand } from '@vpcctl/sdk/command';
import type { TopologyOutput } from '../../schemas/topology.js';
import { detailedExitFlag, neededFileFlag, setFlag } from '../../ui/commands/flags/topology.js';

export default class PlanCommand extends VpcctlCommand {
  static override group = 'networks' as const;
  static override summary = 'Show what applying a topology file would change.';
  static override description =
    'What would be created, changed, replaced and deleted, in words; where that is much, a line for each VPC. --full shows the same as apply --dry-run: each thing, each resource and the host commands. Nothing is locked, recorded or changed.';
  static override examples = [
    '<%= config.bin %> plan -f shop.yaml',
    '<%= config.bin %> plan -f shop.yaml --full',
    {
      description: 'For scripts: exit code 2 where something would change.',
      command: '<%= config.bin %> plan -f shop.yaml --detailed-exitcode',
    },
  ];
  static override flags = {
    file: neededFileFlag,
    set: setFlag,
    prune: Flags.boolean({
      summary: 'Also show what apply --prune would delete.',
    }),
    full: Flags.boolean({
      summary: 'Show each thing however many there are, the resources and the host commands.',
    }),
    'detailed-exitcode': detailedExitFlag,
  };

  async run(): Promise<TopologyOutput> {
    const { flags } = await this.parse(PlanCommand);
    const { changeTopology, filesOf } = await import('../../ui/commands/topology.js');
    const dryRun = { ...flags, full: flags.full === true, 'dry-run': true, explain: false };
    return changeTopology(this, 'apply', filesOf(flags), dryRun);
  }
}
