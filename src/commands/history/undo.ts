import { Args, ChangeCommand, type ChangeOutput, Flags, killFlag } from '@vpcctl/sdk/command';

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
    count: Args.integer({
      description: 'How many changes; one by default.',
      min: 1,
      ignoreStdin: true,
    }),
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
    const time =
      flags.to === undefined
        ? { type: 'undo' as const, count: args.count ?? 1 }
        : { type: 'undo' as const, to: flags.to };
    return this.change({ time, flags, summary: (_, description) => [`Done: ${description}`] });
  }
}
