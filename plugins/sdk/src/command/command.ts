import { Command, Flags } from '@oclif/core';
import type { State } from '../contract/feature.js';
import { LOG_LEVELS } from '../contract/history-request.js';
import { commandHost } from './host.js';

/** The base of every command; it adds `--json`, `--log-level` and the ways to print. */
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

  /** Passes errors on: the program that runs the command prints them once. */
  protected override async catch(error: Error): Promise<never> {
    throw error;
  }

  /**
   * Prints a line of the result on standard output; with `--json`, nothing. oclif's own way loads
   * its prompts and Node's stream of standard error first.
   */
  override log(message = '', ...more: unknown[]): void {
    if (more.length > 0) super.log(message, ...more);
    else if (!this.jsonEnabled()) process.stdout.write(`${message}\n`);
  }

  /** Prints plain JSON, to terminals as well as to pipes. */
  protected override logJson(json: unknown): void {
    process.stdout.write(`${JSON.stringify(json, null, 2)}\n`);
  }

  /** Prints a line for people besides the result: on standard error, also with `--json`. */
  note(message: string): void {
    process.stderr.write(`${message}\n`);
  }

  /**
   * The state; a feature's `select` gives its slice of it. This takes no lock, reads no host and
   * needs no root.
   * @param at a change's number or a time, in the form of `--at` (see `atFlag`); by default now
   * @throws VpcctlError `POINT_IN_TIME_INVALID`, `ENTRY_UNKNOWN`, `ENTRY_PENDING`, `TIME_BEFORE_FIRST`
   */
  protected async readState(at?: string): Promise<State> {
    return (await commandHost(this.config)).readState(this.config, at);
  }

  /** Prints a note where a change awaits confirmation. It costs next to nothing where none does. */
  protected async notePendingConfirmation(): Promise<void> {
    await (await commandHost(this.config)).notePendingConfirmation(this);
  }
}
