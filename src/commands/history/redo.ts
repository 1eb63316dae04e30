import { ChangeCommand, type ChangeOutput, killFlag } from '@vpcctl/sdk/command';
import { countArgument } from '../../ui/commands/flags/number-argument.js';

export default class RedoCommand extends ChangeCommand {
  static override group = 'time' as const;
  static override summary = 'Redo the change that was undone last, or several.';
  static override description = 'Possible until a new change is made.';
  static override examples = ['<%= config.bin %> redo', '<%= config.bin %> redo 2'];
  static override args = {
    count: countArgument('redo'),
  };
  static override flags = { kill: killFlag };

  async run(): Promise<ChangeOutput> {
    const { args, flags } = await this.parse(RedoCommand);
    const time = { type: 'redo' as const, count: args.count ?? 1 };
    return this.change({ time, flags, summary: (_, description) => [`Done: ${description}`] });
  }
}
