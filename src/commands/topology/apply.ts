import { ChangeCommand, Flags, killFlag } from '@vpcctl/sdk/command';
import type { TopologyOutput } from '../../schemas/topology.js';
import {
  detailedExitFlag,
  neededFileFlag,
  setFlag,
  yesFlag,
} from '../../ui/commands/flags/topology.js';

export default class ApplyCommand extends ChangeCommand {
  static override group = 'networks' as const;
  static override looksAround = true;
  static override summary = 'Make the network what a topology file says, as one change.';
  static override description =
    'A topology file names VPCs with their subnets, instances, policies, forwards and limits, and peerings (docs/topology.md). The plan is shown and asked about; then all of it is one entry of the history, which one undo removes, and which is rolled back as a whole when a step fails. What the file does not name stays, unless --prune deletes what an earlier apply of the same topology made: the one with the same `name:`. Applying a file twice changes nothing.';
  static override examples = [
    '<%= config.bin %> apply -f shop.yaml',
    {
      description: 'Without a question, rolled back unless the shop answers.',
      command: "<%= config.bin %> apply -f shop.yaml --yes --check 'shop/web -> 10.0.2.10:5432'",
    },
    {
      description: 'Two files as one topology, with another value of a variable.',
      command: '<%= config.bin %> apply -f shop.yaml -f office.yaml --set tiers=3 --prune',
    },
  ];
  static override flags = {
    file: neededFileFlag,
    set: setFlag,
    prune: Flags.boolean({
      summary: 'Delete what an earlier apply of this topology made and the file names no more.',
    }),
    yes: yesFlag,
    kill: killFlag,
    'detailed-exitcode': detailedExitFlag,
  };

  async run(): Promise<TopologyOutput> {
    const { flags } = await this.parse(ApplyCommand);
    const { changeTopology, filesOf } = await import('../../ui/commands/topology.js');
    return changeTopology(this, 'apply', filesOf(flags), flags);
  }
}
