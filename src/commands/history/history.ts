import { Flags, VpcctlCommand } from '@vpcctl/sdk/command';
import type { HistoryOutput } from '../../schemas/history.js';

export default class HistoryCommand extends VpcctlCommand {
  static override summary = 'Show what was changed, when, by whom, and how it ended.';
  static override examples = [
    '<%= config.bin %> history',
    '<%= config.bin %> history -n 10 --oneline',
    {
      description: 'What happened to vpc1 since yesterday?',
      command: '<%= config.bin %> history --vpc vpc1 --since 1d',
    },
    '<%= config.bin %> history --json',
  ];
  static override flags = {
    count: Flags.integer({
      char: 'n',
      summary: 'Only so many, the newest of them.',
      min: 1,
      helpValue: 'N',
    }),
    since: Flags.string({
      summary: 'Only what was begun then or later: a time, or how long ago (2h, 3d).',
      helpValue: 'TIME',
    }),
    vpc: Flags.string({
      summary: 'Only what is about this VPC, one that is gone, too.',
      helpValue: 'NAME',
    }),
    oneline: Flags.boolean({ summary: 'A short line for each.' }),
  };

  async run(): Promise<HistoryOutput> {
    const { flags } = await this.parse(HistoryCommand);
    const { count, since, vpc } = flags;
    const past = await import('../../engine/history/index.js');
    const { renderHistory, renderHistoryLines, viewHistory } = await import(
      '../../ui/views/history.js'
    );
    const items = await past.readHistory(await past.openReader(this.config), {
      since: since === undefined ? undefined : past.parseTime(since, Date.now()),
      vpc,
      count,
    });
    const output = viewHistory(items);
    const narrowed = since !== undefined || vpc !== undefined;
    const render = flags.oneline ? renderHistoryLines : renderHistory;
    this.log(render(output, narrowed ? 'Nothing was changed that fits.' : undefined));
    await this.notePendingConfirmation();
    return output;
  }
}
