import type { Config } from '@oclif/core';
import { VpcctlError } from '../contract/errors.js';
import type { State } from '../resource/resource.js';
import type { ChangeOutput } from './output.js';
import type { CommandRequest } from './request.js';

/** The oclif hook by which a command finds the vpcctl that runs it. Only vpcctl answers it. */
export const COMMAND_HOOK = 'vpcctl:commands';

/** Where a command prints. Every `VpcctlCommand` has this interface. */
export interface CommandOutput {
  /** oclif's configuration; `config.version` is vpcctl's. */
  readonly config: Config;
  /** Prints a line of the result on standard output; with `--json`, nothing. */
  log(line?: string): void;
  /** Prints a line for people besides the result: on standard error, also with `--json`. */
  note(line: string): void;
}

/** The services of the running vpcctl for commands, its own and those of plugins. */
export interface CommandHost {
  /**
   * Decides, records and makes a change, or only shows it with `--dry-run`, and prints the result.
   * @throws VpcctlError as `ChangeCommand.change`
   */
  change(output: CommandOutput, request: CommandRequest): Promise<ChangeOutput>;
  /**
   * The state as of a change or a time; by default now.
   * @throws VpcctlError as `VpcctlCommand.readState`
   */
  readState(config: Config, at?: string): Promise<State>;
  /** Prints a note where a change awaits confirmation. */
  notePendingConfirmation(output: CommandOutput): Promise<void>;
}

/**
 * The services of the vpcctl that runs a command.
 * @throws VpcctlError `COMMAND_ALONE` where another program runs it
 */
export async function commandHost(config: Config): Promise<CommandHost> {
  const { successes } = await config.runHook(COMMAND_HOOK, {});
  const [own] = successes.filter(({ plugin }) => plugin.name === config.name);
  // By contract. Answers of plugins are ignored.
  if (own !== undefined) return own.result as CommandHost;
  throw new VpcctlError('this command is a part of vpcctl, and another program runs it', {
    code: 'COMMAND_ALONE',
    category: 'environment',
    hints: ['install its plugin, then run it by vpcctl: vpcctl plugins install'],
  });
}
