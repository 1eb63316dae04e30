import type { Config } from '@oclif/core';
import type { Around } from '../engine/execute.js';
import type { EngineParts } from '../engine/parts.js';
import type { Plan } from '../engine/plan.js';
import type { TimeWish } from '../engine/time.js';
import type { ChangeOutput, ProcessOutput } from '../schemas/change.js';
import { type Engine, EngineCommand, type EngineFlags } from './engine-command.js';
import { type GuardFlags, type Guarding, guardFlags, readGuarding } from './guard-flags.js';
import { awaiting } from './local-time.js';
import { printableLine } from './printable.js';

/** A wish for the engine, and what to say when it is done. */
export type Wish = (
  | { /** An intent's type and input. */ readonly type: string; readonly input: unknown }
  | { /** What is to be done to the history. */ readonly time: TimeWish }
) & {
  readonly flags: EngineFlags & GuardFlags & { readonly kill?: boolean };
  /** What was made, in words, from the recorded data. */
  readonly summary: (data: never, description: string) => readonly string[];
};

/** The base of every command that changes something and records it. */
export abstract class ChangeCommand extends EngineCommand {
  static override baseFlags = { ...EngineCommand.baseFlags, ...guardFlags };

  /**
   * What a command line asks the engine for, which it is not: for questions of what would be.
   * @param argv the words after the command's name
   * @throws what parsing it throws
   */
  static async wishOf(
    this: new (
      argv: string[],
      config: Config,
    ) => ChangeCommand,
    argv: readonly string[],
    config: Config,
  ): Promise<Wish> {
    const command = new this([...argv], config);
    const wish = new Promise<Wish>((resolve, reject) => {
      command.change = (asked) => {
        resolve(asked);
        // It has no output to go on with.
        return new Promise(() => {});
      };
      command.run().catch(reject);
    });
    return wish;
  }

  /** Hands the wish to the engine and prints what came of it. */
  protected change(wish: Wish): Promise<ChangeOutput> {
    return this.withEngine(wish.flags, (engine, parts) => {
      const guarding = readGuarding(engine, wish.flags);
      return wish.flags['dry-run']
        ? this.rehearse(engine, parts, wish, guarding)
        : this.execute(engine, parts, wish, guarding);
    });
  }

  private async execute(
    engine: Engine,
    parts: EngineParts,
    wish: Wish,
    { checks, within, confirming }: Guarding,
  ): Promise<ChangeOutput> {
    engine.checkMayChange(parts);
    engine.checkProbePrograms(checks);
    let processes: readonly ProcessOutput[] = [];
    const around: Around = ({ changes, stateAfter }) => {
      for (const check of checks) engine.resolveCheck(stateAfter, check);
      processes = engine.findTenants(changes);
      return async () => {
        if (wish.flags.kill) processes = await engine.endTenants(processes);
      };
    };
    const watch = (seq: number) => engine.startWatching(parts, this.config.root, seq);
    const guard = within === null ? undefined : { within, watch };
    const executed =
      'time' in wish
        ? await engine.executeTime(parts, wish.time, around, guard)
        : await engine.execute(parts, wish.type, wish.input, around, guard);
    const checked = await engine.verify(parts, executed, checks, confirming);
    // The data is what the intent of this type records; the command that wished for it knows its shape.
    for (const line of wish.summary(executed.data as never, executed.description)) this.log(line);
    this.logProcesses(processes);
    for (const { check } of checked) this.log(`Checked: ${check.text}`);
    const deadline = confirming ? null : ((await engine.findAwaited(parts))?.deadline ?? null);
    if (deadline !== null) this.log(awaiting(deadline));
    return this.output(engine, executed, {
      seq: executed.entry.seq,
      processes: [...processes],
      checks: checked.map(({ check, answer }) => ({ check: check.text, answer })),
      confirmUntil: deadline,
    });
  }

  private async rehearse(
    engine: Engine,
    parts: EngineParts,
    wish: Wish,
    { checks }: Guarding,
  ): Promise<ChangeOutput> {
    const planned =
      'time' in wish
        ? await engine.rehearseTime(parts, wish.time)
        : await engine.rehearse(parts, wish.type, wish.input);
    for (const check of checks) engine.resolveCheck(planned.stateAfter, check);
    await this.logPlan(engine, planned);
    return this.output(engine, planned, {
      seq: null,
      processes: [...engine.findTenants(planned.changes)],
      checks: checks.map(({ text }) => ({ check: text, answer: null })),
      confirmUntil: null,
    });
  }

  private logProcesses(processes: readonly ProcessOutput[]): void {
    if (processes.length === 0) return;
    const ended = processes.every((process) => process.ended);
    this.log(
      ended
        ? 'Ended the processes that lived there:'
        : 'Still running, without a network (--kill ends them, too):',
    );
    for (const { pid, command } of processes) this.log(`  ${pid}  ${printableLine(command)}`);
  }

  private output(
    engine: Engine,
    planned: Plan,
    rest: Pick<ChangeOutput, 'seq' | 'processes' | 'checks' | 'confirmUntil'>,
  ): ChangeOutput {
    return {
      seq: rest.seq,
      dryRun: rest.seq === null,
      intent: planned.type,
      description: planned.description,
      data: planned.data,
      changes: planned.changes.map(engine.summarizeChange),
      commands: engine.renderCommands(planned.commands),
      processes: rest.processes,
      checks: rest.checks,
      confirmUntil: rest.confirmUntil,
    };
  }
}
