import { inputError } from '@vpcctl/sdk';
import { Args, Flags, VpcctlCommand } from '@vpcctl/sdk/command';
import type { MatrixOutput, ReachOutput } from '../../schemas/reach.js';
import { readRequest } from '../../ui/commands/what-if.js';
import { noteMissingPlugins } from '../../ui/reading/read-state.js';

export default class ReachCommand extends VpcctlCommand {
  static override group = 'see' as const;
  static override summary = 'Say whether a packet reaches its destination, and why.';
  static override description =
    'The answer is computed from the state alone: the path hop by hop, the rule, missing peering or default that decides, and the entry of the history responsible for it. FROM is VPC/SUBNET, an address, host or internet. TO is the same with :PORT (tcp), :PORT/udp, :PORT/sctp or a protocol without ports (:gre, :esp); else the packet is an ICMP echo. Only the addresses and routes of the host are read. The exit code is 0 for yes and 1 for no; --matrix always exits with 0.';
  static override usage = ['reach FROM TO[:PORT[/PROTO]]', 'reach --matrix [VPC...]'];
  static override examples = [
    '<%= config.bin %> reach vpc1/private vpc2/web:8080',
    '<%= config.bin %> reach vpc1/public 198.51.100.8:53/udp --json',
    {
      description: 'Check the answer with real packets.',
      command: '<%= config.bin %> reach host vpc1/public:22 --probe',
    },
    {
      description: 'Answer as if two commands had been run.',
      command:
        "<%= config.bin %> reach vpc1/public vpc2/web --with 'unpeer vpc1 vpc2' --with 'peer vpc1 vpc2 --allow-cidrs 10.0.1.0/24'",
    },
    {
      description: 'Check every pair.',
      command: '<%= config.bin %> reach --matrix vpc1 vpc2 --port 22 --port icmp',
    },
  ];
  static override completes = { endpoint: 'vpc|place|=host|=internet' };
  static override args = {
    endpoint: Args.string({
      description: 'FROM and TO; with --matrix VPCs, by default all.',
      multiple: true,
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
        "Answer as if this command had been run: 'unpeer vpc1 vpc2'. May be repeated, in order.",
      helpValue: 'COMMAND',
      multiple: true,
      multipleNonGreedy: true,
    }),
    probe: Flags.boolean({
      summary: 'Send real packets, too; a result that differs from the answer is an error.',
      exclusive: ['at', 'with'],
    }),
    matrix: Flags.boolean({
      summary: 'Check every pair of endpoints of all VPCs, or of the named ones.',
    }),
    port: Flags.string({
      summary:
        'Service for the matrix to check: icmp, 8080, 53/udp. Default: icmp and the ports in policies.',
      helpValue: 'PORT[/PROTO]',
      multiple: true,
      multipleNonGreedy: true,
      dependsOn: ['matrix'],
    }),
  };

  async run(): Promise<ReachOutput | MatrixOutput> {
    const { args, flags } = await this.parse(ReachCommand);
    const words = args.endpoint ?? [];
    const reach = await import('../../engine/recorded/index.js');
    const probing = flags.probe ? await import('../../engine/reach/index.js') : null;
    const ends = flags.matrix ? null : readEnds(words);
    const flow = ends && reach.readFlow(...ends);
    const services = flags.port?.map(reach.readService);
    const lines = flags.with ?? [];
    const requests = [];
    for (const line of lines) requests.push(await readRequest(this.config, line));
    const asked = await reach.readQuery(this.config, { at: flags.at, with: requests });
    await noteMissingPlugins(this, asked.unknown);
    const ui = await import('../../ui/views/reach.js');
    if (flow === null) {
      const matrix = reach.matrixOf(asked, words, services);
      if (services === undefined) this.noteUnchecked(reach.uncheckedProtocolsOf(asked, words));
      const answers = reach.answer(asked, matrix.flows);
      const probes = (await probing?.probeFlows(this.config.root, asked.model, matrix.flows)) ?? [];
      const output = ui.viewMatrix(matrix, answers, lines, probes);
      this.log(ui.renderMatrix(output));
      return output;
    }
    asked.require(flow);
    const probe = (await probing?.probeFlow(this.config.root, asked.model, flow)) ?? null;
    const output = ui.viewAnswer(reach.answerOne(asked, flow), lines, probe);
    this.log(ui.renderReach(output));
    if (!output.reachable) process.exitCode = 1;
    return output;
  }

  /** A matrix that leaves something out must not look complete. */
  private noteUnchecked(protocols: readonly string[]): void {
    if (protocols.length === 0) return;
    const names = protocols.join(', ');
    this.note(`Policies also name ${names}: ask for a pair, as in reach vpc1/a vpc1/b:PROTOCOL`);
  }
}

/** `VPC SUBNET` is the same end as `VPC/SUBNET`. */
function readEnds(words: readonly string[]): [string, string] {
  const [from, to, ...rest] = words.length > 2 ? joinedEnds(words) : words;
  if (from !== undefined && to !== undefined && rest.length === 0) return [from, to];
  throw inputError(
    'FLOW_INVALID',
    'reach takes two endpoints, FROM and TO',
    'for example: vpcctl reach vpc1/private vpc2/web:8080',
    'every pair: vpcctl reach --matrix',
  );
}

/** Words of ends: one that is no end by itself is the VPC of the subnet behind it. */
function joinedEnds(words: readonly string[]): string[] {
  const [first, second, ...rest] = words;
  if (first === undefined) return [];
  const isEnd = /[/.]|^(host|internet)(:|$)/.test(first);
  if (isEnd || second === undefined) return [first, ...joinedEnds(words.slice(1))];
  return [`${first}/${second}`, ...joinedEnds(rest)];
}
