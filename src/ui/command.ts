import { Command, Flags } from '@oclif/core';
import { isVpcctlError } from '@vpcctl/sdk';
import { LOG_LEVELS } from './log.js';
import { printable } from './printable.js';

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

  /** Errors are printed once, in `main`. */
  protected override async catch(error: Error): Promise<never> {
    throw error;
  }

  /** Plain JSON, whether or not a terminal reads it. */
  protected override logJson(json: unknown): void {
    process.stdout.write(`${JSON.stringify(json, null, 2)}\n`);
  }

  /** Something for people beside the result: on standard error, also with `--json`. */
  protected note(message: string): void {
    process.stderr.write(`${message}\n`);
  }

  /** Tells people of a change that awaits confirmation; mostly there is none, and then it costs nothing. */
  protected async noteAwaited(): Promise<void> {
    try {
      const { readUnconfirmed } = await import('../engine/current.js');
      if (readUnconfirmed() === null) return;
      const [engine, { awaiting }] = await Promise.all([
        import('../engine/index.js'),
        import('./local-time.js'),
      ]);
      const awaited = await engine.findAwaited(await engine.openReader(this.config));
      if (awaited === null) return;
      const { seq, description, deadline } = awaited;
      this.note(
        printable(`Entry ${seq} awaits confirmation: ${description}. ${awaiting(deadline)}`),
      );
    } catch (error) {
      // Who only looks is not kept from it.
      if (!isVpcctlError(error)) throw error;
      this.note(printable(error.message));
    }
  }
}
