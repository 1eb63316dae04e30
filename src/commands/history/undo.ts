import { inputError } from '@vpcctl/sdk';
import { ChangeCommand, type ChangeOutput, Flags, killFlag } from '@vpcctl/sdk/command';
import { countArgument } from '../../ui/commands/number-argument.js';

export default class UndoCommand extends ChangeCommand {
  static override summary = 'Undo the last change, or several.';
  static override description =
    'The host becomes what it was before them, object by object. The journal is appended to, never cut: redo brings the changes back, until something new is done.';
  static override examples = [
    '<%= config.bin %> undo',
    '<%= config.bin %> undo 3',
    {
      description: 'Back to how things were after entry 7.',
      command: '<%= config.bin %> undo --to 7',
    },
    '<%= config.bin %> undo --dry-run',
  ];
  static override args = {
    count: countArgument('undo'),
  };
  static override flags = {
    to: Flags.integer({
      description: 'Undo all that came after this entry of the history; 0 is before the first.',
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
        `all that came after entry ${flags.to}: vpcctl undo --to ${flags.to}`,
      );
    }
    const time =
      flags.to === undefined
        ? { type: 'undo' as const, count: args.count ?? 1 }
        : { type: 'undo' as const, to: flags.to };
    return this.change({ time, flags, summary: (_, description) => [`Done: ${description}`] });
  }
}
