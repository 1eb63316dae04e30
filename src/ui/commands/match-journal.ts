import { type Change, countOf } from '@vpcctl/sdk';
import type { CommandOutput, EngineFlags } from '@vpcctl/sdk/command';
import type { EngineContext } from '../../engine/index.js';
import type { ReplayOutput } from '../../schemas/change.js';
import { noteMissingPlugins } from '../reading/read-state.js';
import { type Engine, logPlan, withEngine } from './with-engine.js';

/** What follows a replay, also where it fails. */
type Afterwards = (engine: Engine, context: EngineContext) => Promise<void>;

/** Makes the host match the journal, or shows with `--dry-run` what would change. */
export function matchJournal(
  output: CommandOutput,
  flags: EngineFlags,
  afterwards: Afterwards = async () => {},
): Promise<ReplayOutput> {
  return withEngine(output, flags, async (engine, context) => {
    if (flags['dry-run']) return showDryRun(output, engine, await engine.dryRunReplay(context));
    engine.checkMayChange();
    const replayed = await engine.replay(context).finally(() => afterwards(engine, context));
    const { changes } = replayed;
    output.log(
      changes.length === 0
        ? 'The host matches the journal: nothing to do'
        : `Made the host match the journal: ${countOf(changes.length, 'change')}`,
    );
    return outputOf(output, engine, false, replayed);
  });
}

type Replayed = Awaited<ReturnType<Engine['dryRunReplay']>>;

async function showDryRun(
  output: CommandOutput,
  engine: Engine,
  replayed: Replayed,
): Promise<ReplayOutput> {
  await noteMissingPlugins(output, replayed.unknown);
  if (replayed.changes.length === 0) output.log('The host matches the journal: nothing to do');
  else
    await logPlan(output, engine, { description: 'make the host match the journal', ...replayed });
  return outputOf(output, engine, true, replayed);
}

function outputOf(
  output: CommandOutput,
  engine: Engine,
  dryRun: boolean,
  { changes, commands, missingNamespaces, unknown }: Replayed,
): ReplayOutput {
  for (const label of missingNamespaces) {
    const words = label.split('/').join(' ');
    output.note(`${label} is not attached: its namespace no longer exists; vpcctl detach ${words}`);
  }
  return {
    dryRun,
    changes: changes.map((change: Change) => engine.summarizeChange(change)),
    commands: engine.renderCommands(commands),
    missingNamespaces: [...missingNamespaces],
    notApplied: [...new Set(unknown.map(({ seq }) => seq))],
  };
}
