import { inputError } from '@vpcctl/sdk';
import { Args, Flags, VpcctlCommand } from '@vpcctl/sdk/command';
import type { LabEndOutput } from '../../schemas/host/lab.js';
import { noteSwept } from '../../ui/commands/lab-words.js';

export default class LabEndCommand extends VpcctlCommand {
  static override group = 'host' as const;
  static override summary = 'End a lab that has a name, with all that is in it.';
  static override usage = ['lab end NAME', 'lab end --all'];
  static override examples = [
    '<%= config.bin %> lab end shop',
    '<%= config.bin %> lab end --all --json',
  ];
  static override args = {
    name: Args.string({ description: 'Name of the lab.', ignoreStdin: true }),
  };
  static override flags = {
    all: Flags.boolean({ summary: 'End all labs of this user that have a name.' }),
  };

  async run(): Promise<LabEndOutput> {
    const { args, flags } = await this.parse(LabEndCommand);
    if ((args.name !== undefined) === (flags.all === true)) {
      throw inputError(
        'LAB_END_WHAT',
        'lab end takes the name of a lab, or --all',
        'the names: vpcctl lab list',
      );
    }
    const { endLabs } = await import('../../lab/named/end.js');
    const { ended, swept } = await endLabs(args.name ?? null);
    noteSwept(this, swept);
    if (flags.all && ended.length === 0) this.log('There is no lab to end.');
    for (const name of ended) this.log(`Ended the lab ${name}`);
    return { ended: [...ended] };
  }
}
