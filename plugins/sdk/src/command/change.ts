import type { Config } from '@oclif/core';
import { VpcctlCommand } from './command.js';
import { confirmFlags, engineFlags, messageFlag } from './flags.js';
import { commandHost } from './host.js';
import type { ChangeOutput } from './output.js';
import type { CommandRequest } from './request.js';

/** The base of every command that works on the host; it adds `--dry-run` and `--explain`. */
export abstract class EngineCommand extends VpcctlCommand {
  static override baseFlags = { ...VpcctlCommand.baseFlags, ...engineFlags };
}

/**
 * The base of every command that records a change; it adds `--message`, `--confirm-within` and
 * `--check`. A command parses its arguments and requests its intent:
 * `return this.change({ type: 'shaping.set', input, flags, summary })`.
 */
export abstract class ChangeCommand extends EngineCommand {
  static override baseFlags = {
    ...EngineCommand.baseFlags,
    message: messageFlag,
    ...confirmFlags,
  };

  /**
   * Whether the request holds more than the words of the command line: it reads a file, or looks at
   * processes or other programs. Then only a command line asks what-if by it, and no page does.
   */
  static looksAround = false;

  /**
   * The request that a command line makes, without sending it to the engine. What-if questions use
   * it.
   * @param argv the words after the command's name
   * @throws what parsing the command line throws
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
        // The command never goes on: there is no output for it.
        return new Promise(() => {});
      };
      command.run().catch(reject);
    });
    return request;
  }

  /**
   * Sends the request to the engine and prints the result; with `--dry-run`, the expected one.
   * @throws VpcctlError whatever `decide` throws; `NOT_ROOT`; `HOST_STEP_FAILED` and other failures
   *   on the host, after which the change was rolled back
   */
  protected async change(request: CommandRequest): Promise<ChangeOutput> {
    return (await commandHost(this.config)).change(this, request);
  }
}
