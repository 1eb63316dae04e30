import { ChangeCommand, type ChangeOutput, killFlag } from '@vpcctl/sdk/command';
import { seqArgument } from '../../ui/commands/number-argument.js';

export default class RevertCommand extends ChangeCommand {
  static override summary = 'Take one older change out and keep what came later.';
  static override description =
    'Refuses where something later depends on it, and lists what. Being a change itself, it can be undone.';
  static override examples = ['<%= config.bin %> revert 5', '<%= config.bin %> revert 5 --dry-run'];
  static override args = {
    seq: seqArgument('The entry, as the history numbers it.'),
  };
  static override flags = { kill: killFlag };

  async run(): Promise<ChangeOutput> {
    const { args, flags } = await this.parse(RevertCommand);
    const time = { type: 'revert' as const, seq: args.seq };
    return this.change({ time, flags, summary: (_, description) => [`Done: ${description}`] });
  }
}
