import { EngineCommand } from '@vpcctl/sdk/command';
import type { ReplayOutput } from '../../schemas/change.js';
import { matchJournal } from '../../ui/commands/match-journal.js';

export default class ReplayCommand extends EngineCommand {
  static override group = 'host' as const;
  static override summary = 'Make the host match the journal, whatever it has now.';
  static override description =
    'After a restart it builds everything; where a part was deleted, that part; where the host matches, nothing. What cannot be built is reported; the rest is built. So is it where a plugin is not installed: what it made stays as it is, its entries are reported, and the exit code is 1. Attached namespaces that no longer exist are reported, but do not make it fail.';
  static override examples = [
    '<%= config.bin %> replay',
    {
      description: 'Show what differs from the journal.',
      command: '<%= config.bin %> replay --dry-run',
    },
  ];

  async run(): Promise<ReplayOutput> {
    const { flags } = await this.parse(ReplayCommand);
    return matchJournal(this, flags, (engine, context) =>
      engine.restartWatchdog(context, this.config.root),
    );
  }
}
