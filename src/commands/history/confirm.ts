import { EngineCommand, messageFlag } from '@vpcctl/sdk/command';
import type { ConfirmOutput } from '../../schemas/change.js';
import { withEngine } from '../../ui/commands/with-engine.js';

export default class ConfirmCommand extends EngineCommand {
  static override group = 'time' as const;
  static override summary = 'Keep the change that awaits confirmation.';
  static override description =
    'A change made with --confirm-within is rolled back unless you confirm it in time. Until then every other change is refused, except the `vpcctl undo` or `redo` that rolls it back at once.';
  static override examples = [
    {
      description:
        'Change a policy so that it is rolled back in a minute, in case it cuts you off.',
      command: '<%= config.bin %> apply-firewall vpc1 public policy.json --confirm-within 60s',
    },
    { description: 'Keep the change, within that minute.', command: '<%= config.bin %> confirm' },
    {
      description: 'Show which change awaits confirmation.',
      command: '<%= config.bin %> confirm --dry-run',
    },
  ];

  static override flags = { message: messageFlag };

  async run(): Promise<ConfirmOutput> {
    const { flags } = await this.parse(ConfirmCommand);
    // oclif leaves out a flag that is not given.
    const dryRun = Boolean(flags['dry-run']);
    return withEngine(this, flags, async (engine, context) => {
      const message = engine.readMessage(flags.message);
      if (!dryRun) engine.checkMayChange();
      const { seq, description } = dryRun
        ? await engine.dryRunConfirm(context)
        : await engine.confirm(context, undefined, message);
      this.log(`${dryRun ? 'Would confirm' : 'Confirmed'}: ${description} (entry ${seq})`);
      return { dryRun, seq, description };
    });
  }
}
