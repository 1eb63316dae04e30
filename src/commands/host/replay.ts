import type { Change } from '@vpcctl/sdk';
import { EngineCommand } from '@vpcctl/sdk/command';
import type { EngineContext } from '../../engine/index.js';
import type { ReplayOutput } from '../../schemas/change.js';
import { type Engine, logPlan, withEngine } from '../../ui/commands/with-engine.js';

export default class ReplayCommand extends EngineCommand {
  static override summary = 'Make the host match the journal, whatever it has now.';
  static override description =
    'After a restart it builds everything; where a part was deleted, that part; where the host matches, nothing. What cannot be built is reported; the rest is built. Attached namespaces that no longer exist are reported, but do not make it fail.';
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
      if (flags['dry-run'])
        return this.showDryRun(engine, context, await engine.dryRunReplay(context));
      engine.checkMayChange();
      const { changes, commands } = await engine.replay(context).finally(() => {
        return engine.restartWatchdog(context, this.config.root);
      });
      this.log(
        changes.length === 0
          ? 'The host matches the journal: nothing to do'
          : `Made the host match the journal: ${changes.length} changes`,
      );
      return this.output(engine, context, false, { changes, commands });
    });
  }

  private async showDryRun(
    engine: Engine,
    context: EngineContext,
    replayed: Replayed,
  ): Promise<ReplayOutput> {
    if (replayed.changes.length === 0) this.log('The host matches the journal: nothing to do');
    else
      await logPlan(this, engine, { description: 'make the host match the journal', ...replayed });
    return this.output(engine, context, true, replayed);
  }

  private async output(
    engine: Engine,
    context: EngineContext,
    dryRun: boolean,
    { changes, commands }: Replayed,
  ): Promise<ReplayOutput> {
    const missingNamespaces = await engine.findMissingNamespaces(context);
    for (const label of missingNamespaces) {
      const words = label.split('/').join(' ');
      this.note(`${label} is not attached: its namespace no longer exists; vpcctl detach ${words}`);
    }
    return {
      dryRun,
      changes: changes.map((change: Change) => engine.summarizeChange(change)),
      commands: engine.renderCommands(commands),
      missingNamespaces,
    };
  }
}

type Replayed = Awaited<ReturnType<Engine['dryRunReplay']>>;
