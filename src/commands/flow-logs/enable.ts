import { argument, ChangeCommand, type ChangeOutput, Flags } from '@vpcctl/sdk/command';
import type { FlowLog } from '../../features/flow-logs/state.js';

const ONE = ['accepted', 'denied', 'all'] as const;

export default class FlowLogsEnableCommand extends ChangeCommand {
  static override group = 'see' as const;
  static override summary =
    'Record the flows of a VPC: who sent how much to whom, and what was denied.';
  static override description =
    'The kernel counts the packets of connections from now on; `vpcctl flow-logs run`, which `vpcctl boot enable` has systemd run, writes a line for each flow and window. Connections that are open already are not counted. Enabled once more, the log changes as the flags say.';
  static override examples = [
    '<%= config.bin %> flow-logs enable vpc1',
    {
      description: 'Only what was denied, in windows of ten minutes.',
      command: '<%= config.bin %> flow-logs enable vpc1 --denied --aggregate 10m',
    },
    { description: 'Have systemd write them.', command: '<%= config.bin %> boot enable' },
  ];
  static override args = { vpc: argument('Name of the VPC.') };
  static override flags = {
    accepted: Flags.boolean({
      summary: 'Only flows that are allowed.',
      exclusive: ['denied', 'all'],
    }),
    denied: Flags.boolean({ summary: 'Only packets that are denied.', exclusive: ['all'] }),
    all: Flags.boolean({ summary: 'Both; this is the default.' }),
    aggregate: Flags.string({
      summary: 'The window: packets of a flow within it are one line. 1s to 1h; 60s by default.',
      helpValue: 'TIME',
    }),
  };

  async run(): Promise<ChangeOutput> {
    const { args, flags } = await this.parse(FlowLogsEnableCommand);
    const { parseDuration } = await import('../../ui/commands/confirm-flags.js');
    const input = {
      ...args,
      record: ONE.find((each) => flags[each]),
      aggregateSeconds:
        flags.aggregate === undefined
          ? undefined
          : parseDuration(flags.aggregate, '--aggregate') / 1000,
    };
    return this.change({ type: 'flow-logs.enable', input, flags, summary });
  }
}

function summary({ vpc, record, aggregateSeconds }: FlowLog): string[] {
  return [
    `Flows of ${vpc} are recorded`,
    `  record     ${record}`,
    `  aggregate  ${aggregateSeconds} s`,
    '  service    vpcctl boot enable, or by hand: vpcctl flow-logs run',
    `  read       vpcctl logs flow --vpc ${vpc} --follow`,
  ];
}
