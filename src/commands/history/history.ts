import { Flags } from '@vpcctl/sdk/command';
import type { HistoryOutput } from '../../schemas/history.js';
import { ListingCommand } from '../../ui/commands/listing.js';
import { noteMissingPlugins } from '../../ui/reading/read-state.js';

export default class HistoryCommand extends ListingCommand {
  static override group = 'time' as const;
  static override summary = 'List the changes: when they were made, by whom, and how they ended.';
  static override examples = [
    '<%= config.bin %> history',
    '<%= config.bin %> history -n 10 --oneline',
    {
      description: 'List the changes of vpc1 since yesterday.',
      command: '<%= config.bin %> history --vpc vpc1 --since 1d',
    },
    '<%= config.bin %> history --json',
    '<%= config.bin %> history -o wide',
  ];
  static override flags = {
    count: Flags.integer({
      char: 'n',
      summary: 'Show only the newest N changes.',
      min: 1,
      helpValue: 'N',
    }),
    since: Flags.string({
      summary: 'Show only changes since a time, or since so long ago (2h, 3d).',
      helpValue: 'TIME',
    }),
    vpc: Flags.string({
      summary: 'Show only changes of this VPC, which may be deleted.',
      helpValue: 'NAME',
    }),
    oneline: Flags.boolean({ summary: 'Show one short line for each change.' }),
  };

  async run(): Promise<HistoryOutput> {
    const { flags } = await this.parse(HistoryCommand);
    const { count, since, vpc } = flags;
    const past = await import('../../engine/recorded/index.js');
    const { renderHistory, renderHistoryLines, viewHistory } = await import(
      '../../ui/views/history.js'
    );
    const items = await past.readHistory(this.config, {
      since: since === undefined ? undefined : past.parseTime(since, Date.now()),
      vpc,
      count,
    });
    const output = viewHistory(items);
    const narrowed = since !== undefined || vpc !== undefined;
    const whenEmpty = narrowed ? 'No change matches.' : undefined;
    await this.list(flags, {
      table: (wide) =>
        flags.oneline
          ? renderHistoryLines(output, whenEmpty)
          : renderHistory(output, { whenEmpty, wide }),
      names: () => output.entries.map(({ seq }) => String(seq)),
    });
    await noteMissingPlugins(
      this,
      items.flatMap(({ unknown }) => unknown),
    );
    await this.notePendingConfirmation();
    return output;
  }
}
