import { Command, Flags } from '@oclif/core';
import type { State } from '../contract/feature.js';
import { LOG_LEVELS } from '../log-level.js';
import { commandHost } from './host.js';

/** The base of every command: `--json`, `--log-level`, and one way to print. */
export abstract class VpcctlCommand extends Command {
  static override enableJsonFlag = true;
  static override baseFlags = {
    'log-level': Flags.option({
      options: LOG_LEVELS,
      default: 'info' as const,
      env: 'VPCCTL_LOG_LEVEL',
      helpGroup: 'GLOBAL',
      summary: 'How much goes to vpcctl.log in the state directory; debug also shows stacks.',
    })(),
  };

  /** Errors are printed once, by who runs the command. */
  protected override async catch(error: Error): Promise<never> {
    throw error;
  }

  /** Plain JSON, whether or not a terminal reads it. */
  protected override logJson(json: unknown): void {
    process.stdout.write(`${JSON.stringify(json, null, 2)}\n`);
  }

  /** Something for people beside the result: on standard error, also with `--json`. */
  note(message: string): void {
    process.stderr.write(`${message}\n`);
  }

  /**
   * The state, of which a feature's `select` gives its own slice. Takes no lock, reads no host, needs no root.
   * @param at an entry of the history, or a time, as `--at` has it (see `atFlag`); now without it
   * @throws VpcctlError `MOMENT_INVALID`, `ENTRY_UNKNOWN`, `ENTRY_NOT_APPLIED`, `TIME_BEFORE_FIRST`
   */
  protected async readState(at?: string): Promise<State> {
    return (await commandHost(this.config)).readState(this.config, at);
  }

  /** Tells people of a change that awaits confirmation; mostly there is none, and then it costs nothing. */
  protected async notePendingConfirmation(): Promise<void> {
    await (await commandHost(this.config)).notePendingConfirmation(this);
  }
}
