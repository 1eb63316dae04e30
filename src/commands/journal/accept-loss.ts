import { Flags, messageFlag, VpcctlCommand } from '@vpcctl/sdk/command';
import type { JournalAcceptLossOutput } from '../../schemas/journal.js';

export default class JournalAcceptLossCommand extends VpcctlCommand {
  static override group = 'time' as const;
  static override summary = 'Go on without entries of the journal that are damaged or missing.';
  static override description =
    'First look for a backup of the journal: restoring it loses nothing. This command keeps the entries before the damage, and the state as the snapshot tells it. It records the loss as an entry. Changes before that entry can no longer be undone. All that the journal was is kept in a file beside it. The host is not touched: vpcctl status says how it differs.';
  static override examples = [
    {
      description: 'Show what would be lost, and from which state vpcctl would go on.',
      command: '<%= config.bin %> journal accept-loss --dry-run',
    },
    {
      description: 'Go on, and make the host match.',
      command: '<%= config.bin %> journal accept-loss && <%= config.bin %> replay',
    },
  ];
  static override flags = {
    'dry-run': Flags.boolean({ summary: 'Only show what would be lost; write nothing.' }),
    message: messageFlag,
  };

  async run(): Promise<JournalAcceptLossOutput> {
    const { flags } = await this.parse(JournalAcceptLossCommand);
    // oclif leaves out a flag that is not given.
    const dryRun = flags['dry-run'] === true;
    const { acceptLoss, currentActor, openReader, readMessage } = await import(
      '../../engine/inspect/index.js'
    );
    const { renderLoss } = await import('../../ui/views/journal.js');
    const context = await openReader(this.config);
    const options = { dryRun, message: readMessage(flags.message) };
    const output = { dryRun, ...(await acceptLoss(context, currentActor(), options)) };
    this.log(renderLoss(output));
    return output;
  }
}
