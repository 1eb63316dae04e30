import { argument, Flags, VpcctlCommand } from '@vpcctl/sdk/command';
import type { JournalImportOutput } from '../../schemas/journal.js';
import { noteMissingPlugins } from '../../ui/reading/read-state.js';

export default class JournalImportCommand extends VpcctlCommand {
  static override group = 'time' as const;
  static override summary = 'Import the whole history of another host, or of a backup.';
  static override description =
    'Only for a host without a history of its own. The whole file is checked before anything is written. The host itself is not touched: vpcctl replay builds the VPCs.';
  static override examples = [
    '<%= config.bin %> journal import vpcs.ndjson',
    {
      description: 'Check a file without importing it.',
      command: '<%= config.bin %> journal import vpcs.ndjson --dry-run',
    },
  ];
  static override args = {
    file: argument('File that vpcctl journal export wrote, or - for standard input.'),
  };
  static override flags = {
    'dry-run': Flags.boolean({ summary: 'Only check the file; write nothing.' }),
  };

  async run(): Promise<JournalImportOutput> {
    const { args, flags } = await this.parse(JournalImportCommand);
    // oclif leaves out a flag that is not given.
    const dryRun = flags['dry-run'] === true;
    const { importFrom, openReader } = await import('../../engine/inspect/index.js');
    const context = await openReader(this.config);
    const imported = await importFrom(context, args.file, { dryRun });
    const { entries, same, foreign: events } = imported;
    const what = entries === 1 ? '1 entry' : `${entries} entries`;
    if (dryRun) this.log(`The file is a whole history: ${what}`);
    else if (same) this.log(`This host has this history already: ${what}`);
    else {
      this.log(`Imported ${what}`);
      this.log('  next    vpcctl replay, which builds the VPCs here');
    }
    await noteMissingPlugins(this, events);
    const foreign = [...new Set(events.map(({ type }) => type))];
    return { dryRun, entries, same, foreign };
  }
}
