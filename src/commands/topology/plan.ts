import { Flags, VpcctlCommand } from '@vpcctl/sdk/command';
import type { TopologyOutput } from '../../schemas/topology.js';
import { detailedExitFlag, neededFileFlag, setFlag } from '../../ui/commands/flags/topology.js';

export default class PlanCommand extends VpcctlCommand {
  static override group = 'networks' as const;
  static override summary = 'Show what applying a topology file would change.';
  static override description =
    'The same as apply --dry-run: what would be created, changed, replaced and deleted, in words, as resources and as host commands. Nothing is locked, recorded or changed.';
  static override examples = [
    '<%= config.bin %> plan -f shop.yaml',
    {
      description: 'For scripts: exit code 2 where something would change.',
      command: '<%= config.bin %> plan -f shop.yaml --detailed-exitcode',
    },
  ];
  static override flags = {
    file: neededFileFlag,
    set: setFlag,
    prune: Flags.boolean({
      summary: 'With what --prune of apply would delete.',
    }),
    'detailed-exitcode': detailedExitFlag,
  };

  async run(): Promise<TopologyOutput> {
    const { flags } = await this.parse(PlanCommand);
    const { changeTopology, filesOf } = await import('../../ui/commands/topology.js');
    const dryRun = { ...flags, 'dry-run': true, explain: false };
    return changeTopology(this, 'apply', filesOf(flags), dryRun);
  }
}
