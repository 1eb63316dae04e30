import { Flags, jsonForTerminal, VpcctlCommand } from '@vpcctl/sdk/command';
import type { FlowLine } from '../../model/flows/index.js';

export default class LogsFlowCommand extends VpcctlCommand {
  static override group = 'see' as const;
  static override summary =
    'Show the recorded flows: who sent how much to whom, and what was denied.';
  static override description =
    'Prints what `vpcctl flow-logs run` wrote, oldest first, whichever format the files have. FROM and TO are addresses, networks, or VPC, VPC/SUBNET, VPC/SUBNET/NAME, which stand for all in them. With --json each line is an object of its own.';
  static override examples = [
    '<%= config.bin %> logs flow --vpc vpc1 --follow',
    {
      description: 'What was denied in the last ten minutes.',
      command: '<%= config.bin %> logs flow --denied --since 10m',
    },
    {
      description: 'What a workload sent to a network.',
      command: '<%= config.bin %> logs flow --from vpc1/web/web1 --to 198.51.100.0/24 --json',
    },
  ];
  static override completes = { from: 'vpc|place', to: 'vpc|place' };
  static override flags = {
    vpc: Flags.string({ summary: 'Only the log of this VPC.', helpValue: 'VPC' }),
    from: Flags.string({ summary: 'Only what this end sent.', helpValue: 'FROM' }),
    to: Flags.string({ summary: 'Only what was sent to this end.', helpValue: 'TO' }),
    denied: Flags.boolean({ summary: 'Only what was denied.', exclusive: ['accepted'] }),
    accepted: Flags.boolean({ summary: 'Only what was allowed.' }),
    since: Flags.string({
      summary: 'Only windows that ended since then: 10m (ago), "2026-11-23 14:05".',
      helpValue: 'TIME',
    }),
    lines: Flags.integer({
      char: 'n',
      summary: 'Only the last N of those that are there.',
      helpValue: 'N',
      min: 0,
    }),
    follow: Flags.boolean({
      char: 'f',
      summary: 'Go on with lines that are written later, until Ctrl-C.',
    }),
    format: Flags.option({
      options: ['table', 'aws'] as const,
      default: 'table' as const,
      summary: 'table: for people; aws: the lines of AWS.',
      exclusive: ['json'],
    })(),
  };

  async run(): Promise<undefined> {
    const { flags } = await this.parse(LogsFlowCommand);
    const engine = await import('../../flow-logs/index.js');
    const { parseTime } = await import('../../engine/history/index.js');
    const { watchInterruption } = await import('../../engine/index.js');
    const { matchesFlow, parseEndFilter } = await import('../../model/flows/index.js');
    const { FLOW_HEADER, renderFlow } = await import('../../ui/views/observe/flow-logs.js');
    const end = (text: string | undefined) => (text === undefined ? null : parseEndFilter(text));
    const filter = {
      vpc: flags.vpc ?? null,
      from: end(flags.from),
      to: end(flags.to),
      action: flags.denied ? 'REJECT' : flags.accepted ? 'ACCEPT' : null,
      since: flags.since === undefined ? null : parseTime(flags.since, Date.now()),
    } as const;
    const print = (line: FlowLine) => {
      if (this.jsonEnabled()) {
        process.stdout.write(`${jsonForTerminal(engine.plainLine(line), 0)}\n`);
      } else if (flags.format === 'aws') this.log(engine.formatLine(line, 'aws'));
      else this.log(renderFlow(line));
    };
    const interruption = watchInterruption();
    try {
      const lines = engine.readFlowLines({
        wants: (line) => matchesFlow(line, filter),
        last: flags.lines ?? null,
        follow: flags.follow ? interruption.signal : null,
      });
      if (flags.format === 'table') this.log(FLOW_HEADER);
      for await (const line of lines) print(line);
    } finally {
      interruption.stop();
    }
    return undefined;
  }
}
