import { argument, Flags, VpcctlCommand } from '@vpcctl/sdk/command';
import type { BisectOutput } from '../../schemas/reach.js';

export default class BisectCommand extends VpcctlCommand {
  static override summary =
    'Find the entry of the history that made something reachable, or broke it.';
  static override description =
    'By halving between two points of the history at which it is different, on the state alone. Without --good the other point is looked for backwards from --bad. Where it changed more than once, this is one of the changes: name the points to choose.';
  static override examples = [
    "<%= config.bin %> bisect 'vpc1/private -> vpc2/web:8080'",
    "<%= config.bin %> bisect 'vpc1/private -> 172.16.1.1' --good 2d --bad 40",
  ];
  static override args = {
    flow: argument("FROM -> TO[:PORT[/PROTO]], as for reach: 'vpc1/private -> vpc2/web:8080'."),
  };
  static override flags = {
    good: Flags.string({
      summary: 'A point at which it was different: an entry of the history, or a time.',
      helpValue: 'SEQ|TIME',
    }),
    bad: Flags.string({
      summary: 'The point at which it is as it should not be; now by default.',
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
