import { argument, ChangeCommand, type ChangeOutput, Flags } from '@vpcctl/sdk/command';
import { DIRECTIONS, describeShape, type ShapeSet } from '../set.js';
import { labelOf } from '../state.js';

export default class ShapeCommand extends ChangeCommand {
  static override summary = 'Limit what goes to a subnet or an instance, and what comes from it.';
  static override description =
    "The limit is kept on the host's side, where root inside can't remove it: of what goes in by the port of the machine, of what comes out by a device (ifb) that it is led through. A subnet stands for its own machine, not for its instances. What held in that direction before is replaced, and so is a qdisc that was set on the port by hand. Rates and sizes are those of tc: 1mbit is 1000000 bits a second, and a burst of 1kb is 1024 bytes. --delay, --jitter and --loss need a kernel with sch_netem.";
  static override examples = [
    '<%= config.bin %> shape vpc1 public --rate 1mbit',
    '<%= config.bin %> shape vpc1 public --rate 1mbit --burst 32kbit --latency 400ms --direction in',
    '<%= config.bin %> shape vpc1 public/web1 --rate 100mbit',
    {
      description:
        'A bad line, both ways: 80 ms more to and fro, and one packet of a hundred lost.',
      command: '<%= config.bin %> shape vpc1 public --delay 40ms --jitter 5ms --loss 1%',
    },
  ];
  static override args = {
    vpc: argument('Name of the VPC.'),
    workload: argument('SUBNET, or SUBNET/INSTANCE.'),
  };
  static override flags = {
    rate: Flags.string({ summary: 'Bits a second: 512kbit, 1mbit, 2.5gbit.', helpValue: 'RATE' }),
    burst: Flags.string({
      summary: 'What may pass at once: 32kbit, 16kb. By default 20 ms at that rate, at least 4kb.',
      helpValue: 'SIZE',
    }),
    latency: Flags.string({
      summary: 'How long a packet may wait before it is dropped; 400ms by default.',
      helpValue: 'TIME',
    }),
    delay: Flags.string({ summary: 'Hold each packet back for so long.', helpValue: 'TIME' }),
    jitter: Flags.string({
      summary: 'Let the delay vary by so much, up and down.',
      helpValue: 'TIME',
    }),
    loss: Flags.string({ summary: 'Lose this part of the packets: 1%.', helpValue: 'PERCENT' }),
    direction: Flags.option({
      options: DIRECTIONS,
      default: 'both' as const,
      summary: 'in: what goes to the machine; out: what comes from it.',
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
