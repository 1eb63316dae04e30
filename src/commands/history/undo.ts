import { inputError } from '@vpcctl/sdk';
import { ChangeCommand, type ChangeOutput, Flags, killFlag } from '@vpcctl/sdk/command';
import { countArgument } from '../../ui/commands/flags/number-argument.js';

export default class UndoCommand extends ChangeCommand {
  static override group = 'time' as const;
  static override summary = 'Undo the last change, or several.';
  static override description =
    'The host goes back to what it was before them. The journal keeps every entry: redo brings the changes back, until a new change is made.';
  static override examples = [
    '<%= config.bin %> undo',
    '<%= config.bin %> undo 3',
    {
      description: 'Go back to the state after entry 7.',
      command: '<%= config.bin %> undo --to 7',
    },
    '<%= config.bin %> undo --dry-run',
  ];
  static override args = {
    count: countArgument('undo'),
  };
  static override flags = {
    to: Flags.integer({
      description: 'Undo all changes after this entry of the history; 0 undoes all.',
      min: 0,
      helpValue: 'SEQ',
    }),
    kill: killFlag,
  };

  async run(): Promise<ChangeOutput> {
    const { args, flags } = await this.parse(UndoCommand);
    if (args.count !== undefined && flags.to !== undefined) {
      throw inputError(
        'UNDO_CONTRADICTORY',
        'undo takes a number of changes or --to, not both',
        `the last ${args.count === 1 ? 'change' : `${args.count} changes`}: vpcctl undo ${args.count}`,
        `all changes after entry ${flags.to}: vpcctl undo --to ${flags.to}`,
      );
    }
    const time =
      flags.to === undefined
        ? { type: 'undo' as const, count: args.count ?? 1 }
        : { type: 'undo' as const, to: flags.to };
    return this.change({ time, flags, summary: (_, description) => [`Done: ${description}`] });
  }
}
