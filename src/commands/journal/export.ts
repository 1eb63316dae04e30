import { Args, Flags, VpcctlCommand } from '@vpcctl/sdk/command';
import type { JournalExportOutput } from '../../schemas/journal.js';

export default class JournalExportCommand extends VpcctlCommand {
  static override group = 'time' as const;
  static override summary = 'Write the whole history to a file, for a backup or another host.';
  static override description =
    'The journal is checked first. Without FILE it goes to standard output, one JSON entry a line, also with --json.';
  static override examples = [
    '<%= config.bin %> journal export vpcs.ndjson',
    {
      description: 'Copy the history to another host, and build its VPCs there.',
      command:
        "<%= config.bin %> journal export | ssh other 'vpcctl journal import - && vpcctl replay'",
    },
  ];
  static override args = {
    file: Args.string({
      description: 'File to write; standard output by default.',
      ignoreStdin: true,
    }),
  };
  static override flags = {
    force: Flags.boolean({ summary: 'Overwrite FILE.' }),
  };

  async run(): Promise<JournalExportOutput | undefined> {
    const { args, flags } = await this.parse(JournalExportCommand);
    const { exportTo, exportToText, openReader, readForExport } = await import(
      '../../engine/inspect/index.js'
    );
    const exported = await readForExport(await openReader(this.config));
    const { leftOut } = exported;
    if (leftOut > 0) this.note('left out: a change that has no outcome yet');
    if (args.file === undefined || args.file === '-') {
      process.stdout.write(exportToText(exported));
      return undefined;
    }
    exportTo(args.file, exported, flags.force);
    const entries = exported.changes;
    this.log(`Exported ${entries} entries to ${args.file}`);
    return { file: args.file, entries, leftOut };
  }
}
