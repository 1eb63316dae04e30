import { argument, Flags, VpcctlCommand } from '@vpcctl/sdk/command';
import type { JournalImportOutput } from '../../schemas/journal.js';

export default class JournalImportCommand extends VpcctlCommand {
  static override summary = 'Take over the whole history of another host, or of a backup.';
  static override description =
    'For a host that has no history of its own. All of it is checked before anything is written. The host itself is not touched: vpcctl replay builds what the history says.';
  static override examples = [
    '<%= config.bin %> journal import vpcs.ndjson',
    {
      description: 'Is that a whole history?',
      command: '<%= config.bin %> journal import vpcs.ndjson --dry-run',
    },
  ];
  static override args = {
    file: argument('What vpcctl journal export wrote; - for standard input.'),
  };
  static override flags = {
    'dry-run': Flags.boolean({ summary: 'Only check the file; write nothing.' }),
  };

  async run(): Promise<JournalImportOutput> {
    const { args, flags } = await this.parse(JournalImportCommand);
    // oclif leaves it out where it isn't given.
    const dryRun = flags['dry-run'] === true;
    const { importFrom } = await import('../../engine/inspect/transfer.js');
    const { openReader } = await import('../../engine/context/open.js');
    const { noteUnknownIntents } = await import('../../ui/views/unknown-intents.js');
    const context = await openReader(this.config);
    const imported = await importFrom(context, args.file, { dryRun });
    const { entries, same, foreign } = imported;
    const what = entries === 1 ? '1 entry' : `${entries} entries`;
    if (dryRun) this.log(`A whole history: ${what}`);
    else if (same) this.log(`That is the history of this host already: ${what}`);
    else {
      this.log(`Imported ${what}`);
      this.log('  next    vpcctl replay, which builds them here');
    }
    for (const line of noteUnknownIntents(foreign)) this.note(line);
    return { dryRun, entries, same, foreign: [...foreign] };
  }
}
