import type { Config } from '@oclif/core';
import { VpcctlCommand } from './command.js';
import { confirmFlags, engineFlags } from './flags.js';
import { commandHost } from './host.js';
import type { ChangeOutput } from './output.js';
import type { CommandRequest } from './request.js';

/** The base of every command that works on the host: `--dry-run` and `--explain`. */
export abstract class EngineCommand extends VpcctlCommand {
  static override baseFlags = { ...VpcctlCommand.baseFlags, ...engineFlags };
}

/**
 * The base of every command that changes something and records it. It parses, and says what is wanted:
 * `return this.change({ type: 'shaping.set', input, flags, summary })`.
 */
export abstract class ChangeCommand extends EngineCommand {
  static override baseFlags = { ...EngineCommand.baseFlags, ...confirmFlags };

  /**
   * What a command line asks the engine for, which it is not: for questions of what would be.
   * @param argv the words after the command's name
   * @throws what parsing it throws
   */
  static async requestOf(
    this: new (
      argv: string[],
      config: Config,
    ) => ChangeCommand,
    argv: readonly string[],
    config: Config,
  ): Promise<CommandRequest> {
    const command = new this([...argv], config);
    const request = new Promise<CommandRequest>((resolve, reject) => {
      command.change = (asked) => {
        resolve(asked);
        // It has no output to go on with.
        return new Promise(() => {});
      };
      command.run().catch(reject);
    });
    return request;
  }

  /**
   * Hands the wish to the engine and prints what came of it, or what would with `--dry-run`.
   * @throws VpcctlError whatever `decide` throws; `NOT_ROOT`, `HOST_STEP_FAILED` and the like: then it was rolled back
   */
  protected async change(request: CommandRequest): Promise<ChangeOutput> {
    return (await commandHost(this.config)).change(this, request);
  }
}
