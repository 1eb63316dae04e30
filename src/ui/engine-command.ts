import { Flags } from '@oclif/core';
import type { Change, HostCommand } from '@vpcctl/sdk';
import type { EngineParts, Observer } from '../engine/parts.js';
import { VpcctlCommand } from './command.js';
import type { LogLevel } from './log.js';
import { paint, paintError } from './paint.js';
import { printable } from './printable.js';
import { startProgress } from './progress.js';

/** The engine's module, loaded when a command needs it. */
export type Engine = typeof import('../engine/index.js');

/** The flags of every command that changes the host, as oclif parses them. */
export interface EngineFlags {
  readonly 'dry-run': boolean;
  readonly explain: boolean;
  readonly 'log-level': LogLevel;
}

/** The base of every command that changes the host. */
export abstract class EngineCommand extends VpcctlCommand {
  static override baseFlags = {
    ...VpcctlCommand.baseFlags,
    'dry-run': Flags.boolean({
      summary: 'Show what would change and the host commands for it; change nothing.',
      helpGroup: 'CHANGE',
    }),
    explain: Flags.boolean({
      summary: 'Print each host command while it runs, and why.',
      helpGroup: 'CHANGE',
    }),
  };

  /** Does `work` with an engine that tells the user what it does, and that a signal interrupts. */
  protected async withEngine<T>(
    flags: EngineFlags,
    work: (engine: Engine, parts: EngineParts) => Promise<T>,
  ): Promise<T> {
    const engine = await import('../engine/index.js');
    const { openLog, silentLog } = await import('./log.js');
    const progress = startProgress((line) => this.note(line));
    const interruption = engine.watchInterruption();
    try {
      const parts = await engine.openEngine({
        plugins: this.config,
        observer: this.observer(flags, progress.doing),
        openLog: async ({ log }) =>
          flags['dry-run'] ? silentLog : openLog(log, flags['log-level']),
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
  protected async logPlan(
    engine: Engine,
    planned: {
      readonly description: string;
      readonly changes: readonly Change[];
      readonly commands: readonly HostCommand[];
    },
  ): Promise<void> {
    const { renderChanges } = await import('./changes.js');
    this.log(`Would ${planned.description}:\n`);
    for (const line of renderChanges(planned.changes)) this.log(`  ${line}`);
    this.log('\nBy these host commands:\n');
    for (const line of engine.renderCommands(planned.commands)) this.log(`  ${printable(line)}`);
    this.log(paint.dim('\nA dry run: nothing was changed or recorded.'));
  }

  private observer(flags: EngineFlags, doing: (what: string) => void): Observer {
    return {
      waiting: () => doing('waiting for another vpcctl command to end'),
      notice: (message) => this.note(message),
      step: (lines, why) => {
        doing(`running: ${lines[0]?.replace(/ <<'\w+'$/, '')}`);
        if (!flags.explain) return;
        for (const reason of why) this.note(paintError.dim(`# ${reason}`));
        for (const line of lines) this.note(printable(line));
      },
    };
  }
}
