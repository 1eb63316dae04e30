import {
  argument,
  ChangeCommand,
  type ChangeOutput,
  Flags,
  ifExistsFlag,
} from '@vpcctl/sdk/command';
import type { ShapeCleared } from '../clear.js';
import { DIRECTIONS } from '../set.js';
import { labelOf } from '../state.js';

export default class UnshapeCommand extends ChangeCommand {
  static override group = 'policy' as const;
  static override summary = 'Remove the limits of a subnet or instance.';
  static override examples = [
    '<%= config.bin %> unshape vpc1 public',
    '<%= config.bin %> unshape vpc1 public/web1 --direction out',
  ];
  static override place = ['vpc', 'workload'];
  static override completes = { workload: 'subnet/workload' };
  static override args = {
    vpc: argument('Name of the VPC.'),
    workload: argument('SUBNET, or SUBNET/INSTANCE.'),
  };
  static override flags = {
    direction: Flags.option({
      options: DIRECTIONS,
      default: 'both' as const,
      summary: 'in: traffic to the workload; out: traffic from it.',
    })(),
    'if-exists': ifExistsFlag,
  };

  async run(): Promise<ChangeOutput> {
    const { args, flags } = await this.parse(UnshapeCommand);
    const input = { ...args, direction: flags.direction };
    const unknown = ['VPC_UNKNOWN', 'SUBNET_UNKNOWN', 'INSTANCE_UNKNOWN', 'SHAPE_NONE'];
    const accepts = flags['if-exists'] ? unknown : [];
    return this.change({ type: 'shaping.clear', input, flags, summary, accepts });
  }
}

function summary(data: ShapeCleared): string[] {
  const way = data.direction === 'both' ? '' : `, ${data.direction}`;
  return [`Removed the limits of ${labelOf(data)}${way}`];
}
