import type { JournalVerifyOutput } from '../../schemas/journal.js';
import { FormattedCommand } from '../../ui/commands/flags/formatted.js';

export default class JournalVerifyCommand extends FormattedCommand {
  static override group = 'time' as const;
  static override summary = 'Check every entry, the hash chain, the fold and the snapshot.';
  static override description =
    'Reports where the journal is damaged. The digests of the state and of its resources are the same on every host for the same journal.';
  static override examples = [
    '<%= config.bin %> journal verify',
    '<%= config.bin %> journal verify --json',
  ];

  async run(): Promise<JournalVerifyOutput> {
    await this.parse(JournalVerifyCommand);
    const { auditJournal, openReader } = await import('../../engine/inspect/index.js');
    const { renderAudit } = await import('../../ui/views/journal.js');
    const {
      snapshot,
      foreign: events,
      ...audit
    } = await auditJournal(await openReader(this.config));
    const foreign = [...new Set(events.map(({ type }) => type))];
    const output = { ...audit, snapshot: { ...snapshot }, foreign };
    this.log(renderAudit(output));
    return output;
  }
}
