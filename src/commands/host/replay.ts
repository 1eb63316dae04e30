import type { Change } from '@vpcctl/sdk';
import { EngineCommand } from '@vpcctl/sdk/command';
import type { ReplayOutput } from '../../schemas/change.js';
import { type Engine, logPlan, withEngine } from '../../ui/commands/with-engine.js';
import { noteMissingPlugins } from '../../ui/reading/read-state.js';

export default class ReplayCommand extends EngineCommand {
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
    return withEngine(this, flags, async (engine, context) => {
      if (flags['dry-run']) return this.showDryRun(engine, await engine.dryRunReplay(context));
      engine.checkMayChange();
      const replayed = await engine.replay(context).finally(() => {
        return engine.restartWatchdog(context, this.config.root);
      });
      const { changes } = replayed;
      this.log(
        changes.length === 0
          ? 'The host matches the journal: nothing to do'
          : `Made the host match the journal: ${changes.length} changes`,
      );
      return this.output(engine, false, replayed);
    });
  }

  private async showDryRun(engine: Engine, replayed: Replayed): Promise<ReplayOutput> {
    await noteMissingPlugins(this, replayed.unknown);
    if (replayed.changes.length === 0) this.log('The host matches the journal: nothing to do');
    else
      await logPlan(this, engine, { description: 'make the host match the journal', ...replayed });
    return this.output(engine, true, replayed);
  }

  private output(
    engine: Engine,
    dryRun: boolean,
    { changes, commands, missingNamespaces, unknown }: Replayed,
  ): ReplayOutput {
    for (const label of missingNamespaces) {
      const words = label.split('/').join(' ');
      this.note(`${label} is not attached: its namespace no longer exists; vpcctl detach ${words}`);
    }
    return {
      dryRun,
      changes: changes.map((change: Change) => engine.summarizeChange(change)),
      commands: engine.renderCommands(commands),
      missingNamespaces: [...missingNamespaces],
      notApplied: [...new Set(unknown.map(({ seq }) => seq))],
    };
  }
}

type Replayed = Awaited<ReturnType<Engine['dryRunReplay']>>;
