import { argument, ChangeCommand, type ChangeOutput, Flags } from '@vpcctl/sdk/command';
import { DIRECTIONS, describeShape, type ShapeSet } from '../set.js';
import { labelOf } from '../state.js';

export default class ShapeCommand extends ChangeCommand {
  static override group = 'policy' as const;
  static override summary = 'Limit the traffic to and from a subnet or instance.';
  static override description =
    'The limit is enforced on the host, where root in the workload cannot remove it: traffic to the workload by a qdisc at its port, traffic from it by a qdisc of an ifb device. A subnet here is its own workload, without its instances. An earlier limit in the same direction is replaced, and so is a qdisc that was set on the port by hand. Rates and sizes are those of tc: 1mbit is 1000000 bits a second, and a burst of 1kb is 1024 bytes. --delay, --jitter and --loss need a kernel with sch_netem.';
  static override examples = [
    '<%= config.bin %> shape vpc1 public --rate 1mbit',
    '<%= config.bin %> shape vpc1 public --rate 1mbit --burst 32kbit --latency 400ms',
    '<%= config.bin %> shape vpc1 public/web1 --rate 100mbit',
    {
      description: 'Emulate a bad line: 80 ms more round-trip time, and 1% packet loss each way.',
      command: '<%= config.bin %> shape vpc1 public --delay 40ms --jitter 5ms --loss 1%',
    },
  ];
  static override place = ['vpc', 'workload'];
  static override completes = { workload: 'subnet/workload' };
  static override args = {
    vpc: argument('Name of the VPC.'),
    workload: argument('SUBNET, or SUBNET/INSTANCE.'),
  };
  static override flags = {
    rate: Flags.string({ summary: 'Bits a second: 512kbit, 1mbit, 2.5gbit.', helpValue: 'RATE' }),
    burst: Flags.string({
      summary:
        'Bytes that may pass at once: 32kbit, 16kb. Default: 20 ms at the rate, at least 4kb.',
      helpValue: 'SIZE',
    }),
    latency: Flags.string({
      summary: 'Time that a packet may wait before it is dropped; 400ms by default.',
      helpValue: 'TIME',
    }),
    delay: Flags.string({ summary: 'Delay each packet by this time.', helpValue: 'TIME' }),
    jitter: Flags.string({
      summary: 'Vary the delay by up to this time, up and down.',
      helpValue: 'TIME',
    }),
    loss: Flags.string({ summary: 'Drop this share of the packets: 1%.', helpValue: 'PERCENT' }),
    direction: Flags.option({
      options: DIRECTIONS,
      default: 'both' as const,
      summary: 'in: traffic to the workload; out: traffic from it.',
    })(),
  };

  async run(): Promise<ChangeOutput> {
    const { args, flags } = await this.parse(ShapeCommand);
    const { rate, burst, latency, delay, jitter, loss, direction } = flags;
    const input = { ...args, rate, burst, latency, delay, jitter, loss, direction };
    return this.change({ type: 'shaping.set', input, flags, summary });
  }
}

function summary(shape: ShapeSet): string[] {
  return [`Shaped ${labelOf(shape)}`, ...describeShape(shape).map((line) => `  ${line}`)];
}
