import { argument, Flags, VpcctlCommand } from '@vpcctl/sdk/command';
import type { BisectOutput } from '../../schemas/reach.js';

export default class BisectCommand extends VpcctlCommand {
  static override group = 'see' as const;
  static override summary = 'Find the change that made a connection possible, or broke it.';
  static override description =
    '--bad is a point where the connection is wrong (default: now), --good one where it was right. Without --good, bisect searches backwards for one. It halves the history between them, on the state alone. If the connection changed more than once, it finds one of the changes: give both points to choose.';
  static override examples = [
    "<%= config.bin %> bisect 'vpc1/private -> vpc2/web:8080'",
    "<%= config.bin %> bisect 'vpc1/private -> 172.16.1.1' --good 2d --bad 40",
  ];
  static override args = {
    flow: argument("FROM -> TO[:PORT[/PROTO]], as for reach: 'vpc1/private -> vpc2/web:8080'."),
  };
  static override flags = {
    good: Flags.string({
      summary: 'A point where the connection was right: an entry of the history, or a time.',
      helpValue: 'SEQ|TIME',
    }),
    bad: Flags.string({
      summary: 'A point where the connection is wrong; now by default.',
      helpValue: 'SEQ|TIME',
    }),
  };

  async run(): Promise<BisectOutput> {
    const { args, flags } = await this.parse(BisectCommand);
    const reach = await import('../../engine/reach/index.js');
    const { renderBisect, viewBisect } = await import('../../ui/views/reach.js');
    const flow = reach.readArrow(args.flow);
    const found = await reach.readBisected(this.config, flow, { good: flags.good, bad: flags.bad });
    const output = viewBisect(flow, found);
    this.log(renderBisect(output));
    return output;
  }
}
