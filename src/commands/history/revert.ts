import { ChangeCommand, type ChangeOutput, killFlag } from '@vpcctl/sdk/command';
import { seqArgument } from '../../ui/commands/flags/number-argument.js';

export default class RevertCommand extends ChangeCommand {
  static override group = 'time' as const;
  static override summary = 'Undo one older change, and keep the later ones.';
  static override description =
    'Refused where later changes depend on it; these are listed. A revert is a change itself, and can be undone.';
  static override examples = ['<%= config.bin %> revert 5', '<%= config.bin %> revert 5 --dry-run'];
  static override completes = { seq: 'entry' };
  static override args = {
    seq: seqArgument('Number of the entry, as vpcctl history shows it.'),
  };
  static override flags = { kill: killFlag };

  async run(): Promise<ChangeOutput> {
    const { args, flags } = await this.parse(RevertCommand);
    const time = { type: 'revert' as const, seq: args.seq };
    return this.change({ time, flags, summary: (_, description) => [`Done: ${description}`] });
  }
}
