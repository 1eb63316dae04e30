import { Command, Flags, type Interfaces } from '@oclif/core';
import { LOG_LEVELS } from '../contract/history-request.js';
import type { State } from '../resource/resource.js';
import { commandHost } from './host.js';
import { splitPlace } from './place.js';
import { forTerminal, jsonForTerminal } from './terminal.js';

/** The groups of `vpcctl --help`. */
export type CommandGroup = 'networks' | 'policy' | 'time' | 'see' | 'host' | 'plugins';

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

  /**
   * The first arguments of a command that is about a place: `['vpc', 'subnet']`. They may also be
   * written as one word, `VPC/SUBNET`.
   */
  static place: readonly string[] = [];

  /** Under which heading `vpcctl --help` lists the command. */
  static group: CommandGroup = 'plugins';

  /**
   * What the shell completes an argument or flag with, by its name: `{ target: 'subnet/workload' }`.
   * docs/plugins.md lists the kinds. Parameters that are called `vpc`, `subnet`, `interface`,
   * `netns` or `file` need no mention.
   */
  static completes: Readonly<Record<string, string>> = {};

  /** Parses the command line, after {@link splitPlace}. */
  protected override parse<
    F extends Interfaces.OutputFlags<Interfaces.FlagInput>,
    B extends Interfaces.OutputFlags<Interfaces.FlagInput>,
    A extends Interfaces.OutputArgs<Interfaces.ArgInput>,
  >(
    options?: Interfaces.Input<F, B, A>,
    argv?: string[],
  ): Promise<Interfaces.ParserOutput<F, B, A>> {
    const { place, flags, baseFlags } = this.ctor as typeof VpcctlCommand;
    const words = argv ?? this.argv;
    if (place.length === 0) return super.parse(options, words);
    return super.parse(options, splitPlace(words, { flags, baseFlags }, place));
  }

  /** Passes errors on: the program that runs the command prints them once. */
  protected override async catch(error: Error): Promise<never> {
    throw error;
  }

  /**
   * Prints a line of the result on standard output; with `--json`, nothing. Control characters are
   * replaced. oclif's own way loads its prompts and Node's stream of standard error first.
   */
  override log(line = ''): void {
    if (!this.jsonEnabled()) process.stdout.write(`${forTerminal(line, 'stdout')}\n`);
  }

  /** Prints plain JSON, to terminals as well as to pipes. */
  protected override logJson(json: unknown): void {
    process.stdout.write(`${jsonForTerminal(json)}\n`);
  }

  /** Prints a line for people besides the result: on standard error, also with `--json`. */
  note(message: string): void {
    process.stderr.write(`${forTerminal(message, 'stderr')}\n`);
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
