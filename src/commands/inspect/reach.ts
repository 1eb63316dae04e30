import { inputError } from '@vpcctl/sdk';
import { Args, Flags, VpcctlCommand } from '@vpcctl/sdk/command';
import type { MatrixOutput, ReachOutput } from '../../schemas/reach.js';
import { readRequest } from '../../ui/commands/what-if.js';

export default class ReachCommand extends VpcctlCommand {
  static override summary = 'Say whether a packet gets from one end to another, and why.';
  static override description =
    'The answer comes from the state alone: the way hop by hop, the rule, missing peering or default that decided, and the entry of the history that put it there or took it away. FROM is VPC/SUBNET, an address, host or internet; TO the same with :PORT (tcp) or :PORT/udp, else it is pinged. Of the host only its addresses and routes are read. The exit code is 0 for yes and 1 for no; --matrix ends with 0.';
  static override usage = ['reach FROM TO[:PORT[/PROTO]]', 'reach --matrix [VPC...]'];
  static override examples = [
    '<%= config.bin %> reach vpc1/private vpc2/web:8080',
    '<%= config.bin %> reach vpc1/public 198.51.100.8:53/udp --json',
    {
      description: 'And do packets say the same?',
      command: '<%= config.bin %> reach host vpc1/public:22 --probe',
    },
    {
      description: 'What if?',
      command:
        "<%= config.bin %> reach vpc1/public vpc2/web --with 'unpeer vpc1 vpc2' --with 'peer vpc1 vpc2 --allow-cidrs 10.0.1.0/24'",
    },
    {
      description: 'All against all.',
      command: '<%= config.bin %> reach --matrix vpc1 vpc2 --port 22 --port icmp',
    },
  ];
  static override strict = false;
  static override args = {
    from: Args.string({ description: 'Who sends; with --matrix a VPC.', ignoreStdin: true }),
    to: Args.string({
      description: 'Who should get it; with --matrix another VPC, and so on.',
      ignoreStdin: true,
    }),
  };
  static override flags = {
    at: Flags.string({
      summary: 'As of an entry of the history, or a time: 7, "2026-11-23 14:05", 2h (ago).',
      helpValue: 'SEQ|TIME',
    }),
    with: Flags.string({
      summary:
        "What if this command had been run: 'unpeer vpc1 vpc2'. Several times: one after the other.",
      helpValue: 'COMMAND',
      multiple: true,
      multipleNonGreedy: true,
    }),
    probe: Flags.boolean({
      summary: 'Send the packets as well; where they say something else it is an error.',
      exclusive: ['at', 'with'],
    }),
    matrix: Flags.boolean({ summary: 'All against all of the VPCs, or of those named.' }),
    port: Flags.string({
      summary:
        'What the matrix asks: icmp, 8080, 53/udp. Else icmp and the ports that policies name.',
      helpValue: 'PORT[/PROTO]',
      multiple: true,
      multipleNonGreedy: true,
      dependsOn: ['matrix'],
    }),
  };

  async run(): Promise<ReachOutput | MatrixOutput> {
    const { argv, flags } = await this.parse(ReachCommand);
    const words = argv.map(String);
    const reach = await import('../../engine/reach/index.js');
    const [from, to, ...rest] = words;
    const ends = flags.matrix ? null : readEnds(from, to, rest);
    const flow = ends && reach.readFlow(...ends);
    const services = flags.port?.map(reach.readService);
    const lines = flags.with ?? [];
    const requests = [];
    for (const line of lines) requests.push(await readRequest(this.config, line));
    const asked = await reach.readQuery(this.config, { at: flags.at, with: requests });
    const { noteUnknownIntents } = await import('../../ui/views/unknown-intents.js');
    for (const line of noteUnknownIntents(asked.unknownIntents)) this.note(line);
    const ui = await import('../../ui/views/reach.js');
    if (flow === null) {
      const matrix = reach.matrixOf(asked, words, services);
      const answers = reach.answer(asked, matrix.flows);
      const probes = flags.probe ? await reach.probeFlows(asked.model, matrix.flows) : [];
      const output = ui.viewMatrix(matrix, answers, lines, probes);
      this.log(ui.renderMatrix(output));
      return output;
    }
    asked.require(flow);
    const probe = flags.probe ? await reach.probeFlow(asked.model, flow) : null;
    const output = ui.viewAnswer(reach.answerOne(asked, flow), lines, probe);
    this.log(ui.renderReach(output));
    if (!output.reachable) process.exitCode = 1;
    return output;
  }
}

function readEnds(
  from: string | undefined,
  to: string | undefined,
  rest: readonly string[],
): [string, string] {
  if (from !== undefined && to !== undefined && rest.length === 0) return [from, to];
  throw inputError(
    'FLOW_INVALID',
    'reach asks about two ends, FROM and TO',
    'for example: vpcctl reach vpc1/private vpc2/web:8080',
    'all against all: vpcctl reach --matrix',
  );
}
