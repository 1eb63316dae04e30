import type { Change, Operation } from '@vpcctl/sdk';
import type { CommandOutput, EngineFlags } from '@vpcctl/sdk/command';
import type { EngineContext, Observer } from '../../engine/index.js';
import { watchErrors } from '../errors/output-failure.js';
import { paint, paintError } from '../text/paint.js';
import { printable } from '../text/text.js';
import { type Progress, startProgress } from './progress.js';

/** The engine's module, loaded when a command needs it. */
export type Engine = typeof import('../../engine/index.js');

/**
 * Runs `work` with an engine that reports its progress and stops on a signal.
 * @param isQuiet no progress: for work that goes on for days
 */
export async function withEngine<T>(
  output: CommandOutput,
  flags: EngineFlags,
  work: (engine: Engine, context: EngineContext) => Promise<T>,
  isQuiet = false,
): Promise<T> {
  // Without this, a full disk below standard error would end the command in the middle of a change.
  watchErrors();
  const engine = await import('../../engine/index.js');
  const { openLog, silentLog } = await import('./log.js');
  let log = silentLog;
  const progress = startProgress((line) => output.note(line));
  const interruption = engine.watchInterruption();
  try {
    const context = await engine.openEngine({
      plugins: output.config,
      observer: observer(output, flags, isQuiet ? null : progress),
      openLog: async ({ log: file }) => {
        if (!flags['dry-run']) log = await openLog(file, flags['log-level']);
        return log;
      },
      signal: interruption.signal,
    });
    return await work(engine, context);
  } catch (error) {
    if (interruption.signal.aborted) process.exitCode = engine.exitCodeOf(interruption.signal);
    throw error;
  } finally {
    interruption.stop();
    progress.stop();
    log.close();
  }
}

/** Prints the plan of a dry run. */
export async function logPlan(
  output: CommandOutput,
  engine: Engine,
  planned: {
    readonly description: string;
    readonly changes: readonly Change[];
    readonly commands: readonly Operation[];
  },
): Promise<void> {
  const { renderChanges } = await import('../views/changes.js');
  output.log(`Would ${planned.description}:\n`);
  for (const line of renderChanges(planned.changes)) output.log(`  ${line}`);
  output.log('\nBy these host commands:\n');
  for (const line of engine.renderCommands(planned.commands)) output.log(`  ${printable(line)}`);
  output.log(paint.dim('\nA dry run: nothing was changed or recorded.'));
}

function observer(output: CommandOutput, flags: EngineFlags, progress: Progress | null): Observer {
  return {
    waiting: () => progress?.waiting('waiting for another vpcctl command to end'),
    notice: (message) => output.note(message),
    planning: (done, total) => progress?.doing(`planning: ${done} of ${total}`),
    step: (lines, why, { number, total }) => {
      const line = lines[0]?.replace(/ <<'\w+'$/, '');
      progress?.doing(`running: ${line}${total > 1 ? ` (${number} of ${total})` : ''}`);
      if (!flags.explain) return;
      for (const reason of why) output.note(paintError.dim(`# ${reason}`));
      for (const line of lines) output.note(printable(line));
    },
  };
}
