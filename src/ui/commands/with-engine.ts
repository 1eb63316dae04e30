import type { Change, HostCommand } from '@vpcctl/sdk';
import type { EngineFlags, Outlet } from '@vpcctl/sdk/command';
import type { EngineParts, Observer } from '../../engine/context.js';
import { paint, paintError } from '../text/paint.js';
import { printable } from '../text/printable.js';
import { startProgress } from './progress.js';

/** The engine's module, loaded when a command needs it. */
export type Engine = typeof import('../../engine/index.js');

/** Does `work` with an engine that tells the user what it does, and that a signal interrupts. */
export async function withEngine<T>(
  outlet: Outlet,
  flags: EngineFlags,
  work: (engine: Engine, parts: EngineParts) => Promise<T>,
): Promise<T> {
  const engine = await import('../../engine/index.js');
  const { openLog, silentLog } = await import('./log.js');
  const progress = startProgress((line) => outlet.note(line));
  const interruption = engine.watchInterruption();
  try {
    const parts = await engine.openEngine({
      plugins: outlet.config,
      observer: observer(outlet, flags, progress.doing),
      openLog: async ({ log }) => (flags['dry-run'] ? silentLog : openLog(log, flags['log-level'])),
      signal: interruption.signal,
    });
    return await work(engine, parts);
  } catch (error) {
    if (interruption.signal.aborted) process.exitCode = engine.exitCodeOf(interruption.signal);
    throw error;
  } finally {
    interruption.stop();
    progress.stop();
  }
}

/** Prints what a dry run found. */
export async function logPlan(
  outlet: Outlet,
  engine: Engine,
  planned: {
    readonly description: string;
    readonly changes: readonly Change[];
    readonly commands: readonly HostCommand[];
  },
): Promise<void> {
  const { renderChanges } = await import('../views/changes.js');
  outlet.log(`Would ${planned.description}:\n`);
  for (const line of renderChanges(planned.changes)) outlet.log(`  ${line}`);
  outlet.log('\nBy these host commands:\n');
  for (const line of engine.renderCommands(planned.commands)) outlet.log(`  ${printable(line)}`);
  outlet.log(paint.dim('\nA dry run: nothing was changed or recorded.'));
}

function observer(outlet: Outlet, flags: EngineFlags, doing: (what: string) => void): Observer {
  return {
    waiting: () => doing('waiting for another vpcctl command to end'),
    notice: (message) => outlet.note(message),
    step: (lines, why) => {
      doing(`running: ${lines[0]?.replace(/ <<'\w+'$/, '')}`);
      if (!flags.explain) return;
      for (const reason of why) outlet.note(paintError.dim(`# ${reason}`));
      for (const line of lines) outlet.note(printable(line));
    },
  };
}
