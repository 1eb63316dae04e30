import type { Config } from '@oclif/core';
import type { State } from '../contract/feature.js';
import { VpcctlError } from '../errors.js';
import type { ChangeOutput } from './output.js';
import type { CommandRequest } from './request.js';

/** The oclif hook by which a command finds the vpcctl that runs it. Only vpcctl itself answers it. */
export const COMMAND_HOOK = 'vpcctl:commands';

/** Where a command writes; every command is one. */
export interface CommandOutput {
  /** oclif's configuration; `config.version` is vpcctl's. */
  readonly config: Config;
  /** A line of the result, on standard output; nothing with `--json`. */
  log(line?: string): void;
  /** Something for people beside the result: on standard error, also with `--json`. */
  note(line: string): void;
}

/** What the running vpcctl does for commands, its own and those of plugins. */
export interface CommandHost {
  /** Decides, records and makes a change, or rehearses it, and prints what came of it. */
  change(output: CommandOutput, request: CommandRequest): Promise<ChangeOutput>;
  /** The state as of an entry of the history or a time; as of now without one. */
  readState(config: Config, at?: string): Promise<State>;
  /** Says so where a change awaits confirmation. */
  notePendingConfirmation(output: CommandOutput): Promise<void>;
}

/**
 * The vpcctl that runs a command.
 * @throws VpcctlError `COMMAND_ALONE` where none does
 */
export async function commandHost(config: Config): Promise<CommandHost> {
  const { successes } = await config.runHook(COMMAND_HOOK, {});
  const [own] = successes.filter(({ plugin }) => plugin.name === config.name);
  // By contract; whoever else answers is not asked.
  if (own !== undefined) return own.result as CommandHost;
  throw new VpcctlError('this is a command of vpcctl, which is not what runs it', {
    code: 'COMMAND_ALONE',
    category: 'environment',
    hints: ['install the plugin and run it from there: vpcctl plugins install'],
  });
}
