import { Args, VpcctlCommand } from '@vpcctl/sdk/command';
import { seqArgument } from '../../ui/commands/flags/number-argument.js';

/** The watchdog of a change with `--confirm-within`, in `src/engine/confirm/watchdog.ts`. */
export default class AwaitConfirmationCommand extends VpcctlCommand {
  static override hidden = true;
  static override enableJsonFlag = false;
  static override summary = 'Wait for the confirmation of a change, and roll it back without one.';
  static override examples = ['<%= config.bin %> await-confirmation 7'];
  static override args = {
    seq: seqArgument('The entry that awaits confirmation.'),
    within: Args.integer({
      description: 'How many milliseconds the entry may take until it has an outcome.',
      default: 0,
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(AwaitConfirmationCommand);
    // It has no terminal, but the end of a session may send SIGHUP to all of its processes.
    process.on('SIGHUP', () => {});
    const engine = await import('../../engine/index.js');
    const { openLog } = await import('../../ui/commands/log.js');
    const interruption = engine.watchInterruption();
    const context = await engine.openEngine({
      plugins: this.config,
      observer: {},
      openLog: ({ log }) => openLog(log, flags['log-level']),
      signal: interruption.signal,
    });
    try {
      await engine.runWatchdog(context, args.seq, args.within);
    } catch (error) {
      context.log.warn(
        { seq: args.seq, error: String(error) },
        'the unconfirmed change was not rolled back',
      );
      throw error;
    } finally {
      interruption.stop();
    }
  }
}
