import { Args, VpcctlCommand } from '@vpcctl/sdk/command';
import type { TraceOutput } from '../../schemas/see/trace.js';

export default class TraceCommand extends VpcctlCommand {
  static override group = 'see' as const;
  static override summary = 'Send one packet, and show each rule that it meets.';
  static override description =
    'The packet is a ping, a SYN or a datagram, as reach has it: FROM is VPC/SUBNET, an address of a workload or host; TO is the same or an address, with :PORT (tcp) or :PORT/udp. Each line is a rule that matched, by the comment that stands in the ruleset, with its verdict; of other programs only what ends the way is shown. Then follows what reach says of such a packet, and whether the two agree. It needs root. Meanwhile a rule of its own marks that packet (with iptables-legacy the log of IPv4 packets comes to vpcctl, too); no other rule is touched. The exit code is 0 where an answer came and reach said so, else 1.';
  static override usage = ['trace FROM TO[:PORT[/PROTO]]'];
  static override examples = [
    '<%= config.bin %> trace vpc1/web vpc1/db:5432',
    '<%= config.bin %> trace vpc1/public 198.51.100.8:53/udp --json',
    { description: 'A ping of the host.', command: '<%= config.bin %> trace host vpc1/web' },
  ];
  static override completes = { from: 'vpc|place|=host', to: 'vpc|place|=host' };
  static override args = {
    from: Args.string({ description: 'The sender.', required: true, ignoreStdin: true }),
    to: Args.string({ description: 'The receiver.', required: true, ignoreStdin: true }),
  };

  async run(): Promise<TraceOutput> {
    const { args } = await this.parse(TraceCommand);
    const trace = await import('../../engine/trace/index.js');
    const engine = await import('../../engine/index.js');
    const { silentLog } = await import('../../ui/commands/log.js');
    const { renderTrace, viewTrace } = await import('../../ui/views/see/trace.js');
    const flow = trace.readFlow(args.from, args.to);
    const query = await trace.readQuery(this.config, { at: undefined, with: [] });
    query.require(flow);
    const context = await engine.openEngine({
      plugins: this.config,
      observer: {},
      openLog: async () => silentLog,
    });
    const traced = await trace.traceFlow(context, this.config.root, query, flow);
    const output = viewTrace(flow, traced, trace.answerOne(query, flow).verdict);
    this.log(renderTrace(output));
    if (output.answer === 'dropped' || !output.agrees) process.exitCode = 1;
    return output;
  }
}
