import { Args, atFlag, Flags, VpcctlCommand } from '@vpcctl/sdk/command';
import type { GraphOutput } from '../../schemas/drawing/graph.js';
import { FORMATS } from '../../ui/drawing/formats.js';
import { noteMissingPlugins } from '../../ui/reading/read-state.js';

export default class GraphCommand extends VpcctlCommand {
  static override group = 'see' as const;
  static override summary = 'Draw the network: VPCs, subnets, workloads, and what connects them.';
  static override description =
    'The drawing has VPCs as boxes with their subnets and instances, peerings, uplinks and port forwards, and policies in brief. With many subnets each is a line, and with very many they are counted; name VPCs to see these in full. --format svg is a picture that needs no other file or program, for light and dark; mermaid and dot are for programs that draw. --diff marks what was added (+), removed (−) and changed (~) from one point of the history to another, by default until now.';
  static override usage = [
    'graph [VPC...] [--format FORMAT] [--at SEQ|TIME]',
    'graph [VPC...] --diff A [B]',
  ];
  static override examples = [
    { description: 'At the terminal.', command: '<%= config.bin %> graph' },
    {
      description: 'A picture for a wiki.',
      command: '<%= config.bin %> graph --output network.svg',
    },
    {
      description: 'For a page in Markdown.',
      command: '<%= config.bin %> graph vpc1 --format mermaid',
    },
    {
      description: 'What changed since entry 7.',
      command: '<%= config.bin %> graph --diff 7 --output changes.svg',
    },
    '<%= config.bin %> graph --diff 2h now --format svg',
  ];
  static override completes = { vpcs: 'vpc', diff: 'entry|=now', output: 'file' };
  static override args = {
    vpcs: Args.string({
      description: 'VPCs to draw, with their neighbours as closed boxes; by default all.',
      multiple: true,
      ignoreStdin: true,
    }),
  };
  static override flags = {
    format: Flags.option({
      options: FORMATS,
      summary: 'What to write. Default: what the name of the --output file ends in, else text.',
    })(),
    output: Flags.string({
      summary: 'Write it to this file, and not to standard output.',
      helpValue: 'FILE',
    }),
    at: atFlag,
    diff: Flags.string({
      summary: 'Mark what changed from one point of the history to another: 7, 2h, now.',
      helpValue: 'A B',
      multiple: true,
      exclusive: ['at'],
    }),
  };

  async run(): Promise<GraphOutput> {
    const { args, flags } = await this.parse(GraphCommand);
    const { drawGraph } = await import('../../ui/drawing/graph.js');
    const { output, text, unknown } = await drawGraph(this, { vpcs: args.vpcs ?? [], ...flags });
    if (text !== null) this.log(text);
    await noteMissingPlugins(this, unknown);
    return output;
  }
}
