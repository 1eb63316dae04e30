import { Args, Flags, jsonForTerminal, VpcctlCommand } from '@vpcctl/sdk/command';
import type { EngineContext } from '../../engine/index.js';
import type { DeniedGap, DeniedLine } from '../../schemas/see/denied.js';
import { matchesPlace, paced, untilAny } from '../../ui/commands/see/denied.js';
import { type Engine, withEngine } from '../../ui/commands/with-engine.js';

export default class WatchDeniedCommand extends VpcctlCommand {
  static override group = 'see' as const;
  static override summary = 'Show each packet that is denied, as it happens.';
  static override description =
    'Prints a line for each packet that the filter of a VPC drops: sender and receiver by name, ports, the rule or the default that has denied it, and the command of reach for such a packet. At most 50 lines a second are printed, and the rest are counted. The filter has rules for it only while this command runs; Ctrl-C ends it. It needs root, records nothing, and other commands work meanwhile.';
  static override usage = ['watch denied [VPC[/SUBNET]]'];
  static override examples = [
    '<%= config.bin %> watch denied',
    { description: 'One subnet.', command: '<%= config.bin %> watch denied vpc1/web' },
    {
      description: 'Wait for the next one, at most a minute.',
      command: '<%= config.bin %> watch denied vpc1 --count 1 --timeout 60 --json | jq .rule',
    },
  ];
  static override completes = { place: 'vpc|subnet' };
  static override args = {
    place: Args.string({
      name: 'VPC[/SUBNET]',
      description: 'The VPC or subnet at either end; by default all.',
      ignoreStdin: true,
    }),
  };
  static override flags = {
    count: Flags.integer({
      summary: 'End after so many packets.',
      helpValue: 'N',
      min: 1,
    }),
    timeout: Flags.integer({
      summary: 'End after so many seconds.',
      helpValue: 'SECONDS',
      min: 1,
      max: 31_536_000,
    }),
  };

  async run(): Promise<undefined> {
    const { args, flags } = await this.parse(WatchDeniedCommand);
    const { renderDenied, renderGap, viewDenied } = await import('../../ui/views/see/denied.js');
    const place = args.place ?? null;
    let left = flags.count ?? Number.POSITIVE_INFINITY;
    const work = async (engine: Engine, context: EngineContext) => {
      engine.checkMayChange();
      const end = new AbortController();
      const signal = untilAny([context.signal, end.signal], flags.timeout);
      const pace = paced({
        packet: (line: DeniedLine) => this.show(renderDenied(line), line),
        gap: (gap: DeniedGap) => this.show(renderGap(gap), gap),
      });
      await engine.watchDenied({ ...context, signal }, place, {
        started: () => this.note('Watching; Ctrl-C ends it.'),
        lost: pace.lost,
        packet: (packet) => {
          if (left === 0 || !matchesPlace(packet, place)) return;
          pace.packet(viewDenied(packet));
          left -= 1;
          if (left === 0) end.abort();
        },
      });
      pace.close();
    };
    const quiet = { ...flags, 'dry-run': false, explain: false };
    await withEngine(this, quiet, work, true);
    return undefined;
  }

  private show(text: string, line: DeniedLine | DeniedGap): void {
    if (this.jsonEnabled()) process.stdout.write(`${jsonForTerminal(line, 0)}\n`);
    else this.log(text);
  }
}
