import { inputError } from '@vpcctl/sdk';
import { Args, ChangeCommand, Flags, killFlag } from '@vpcctl/sdk/command';
import type { TopologyOutput } from '../../schemas/topology.js';
import { fileFlag, setFlag, yesFlag } from '../../ui/commands/flags/topology.js';
import type { TopologyReader } from '../../ui/commands/topology.js';

export default class DestroyCommand extends ChangeCommand {
  static override group = 'networks' as const;
  static override looksAround = true;
  static override summary = 'Delete what a topology file names, or whole VPCs, as one change.';
  static override description =
    'What goes is shown and asked about; then it is one entry of the history, which one undo restores. A name of the file that does not exist is no error. A VPC goes with all in it, also with what the file does not name: the plan says so.';
  static override usage = ['destroy -f FILE', 'destroy VPC...', 'destroy --all'];
  static override examples = [
    '<%= config.bin %> destroy -f shop.yaml',
    '<%= config.bin %> destroy shop office --yes',
    '<%= config.bin %> destroy --all --yes',
  ];
  static override args = {
    vpc: Args.string({ description: 'Names of VPCs.', multiple: true, ignoreStdin: true }),
  };
  static override flags = {
    file: fileFlag,
    set: setFlag,
    all: Flags.boolean({ summary: 'Delete all VPCs.' }),
    yes: yesFlag,
    kill: killFlag,
  };

  async run(): Promise<TopologyOutput> {
    const { args, flags } = await this.parse(DestroyCommand);
    const names = args.vpc ?? [];
    const ways = [names.length > 0, flags.all === true, flags.file !== undefined];
    if (ways.filter(Boolean).length !== 1) {
      throw inputError(
        'DESTROY_WHAT',
        'destroy takes one of three: names of VPCs, --file, or --all',
        'for example: vpcctl destroy shop, or vpcctl destroy -f shop.yaml',
      );
    }
    const { changeTopology, filesOf } = await import('../../ui/commands/topology.js');
    const reader = flags.file === undefined ? this.named(names) : filesOf(flags);
    return changeTopology(this, 'destroy', reader, flags);
  }

  private named(names: readonly string[]): TopologyReader {
    return async () => {
      const { readTopology } = await import('../../engine/topology/index.js');
      const { document } = await readTopology(this.config, 'now', names);
      const label = names.length === 0 ? 'all VPCs' : names.join(', ');
      return { document, name: null, label, located: (error) => error };
    };
  }
}
