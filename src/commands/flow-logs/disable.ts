import { argument, ChangeCommand, type ChangeOutput, ifExistsFlag } from '@vpcctl/sdk/command';

export default class FlowLogsDisableCommand extends ChangeCommand {
  static override group = 'see' as const;
  static override summary = 'Record the flows of a VPC no more; what was recorded stays.';
  static override examples = ['<%= config.bin %> flow-logs disable vpc1'];
  static override args = { vpc: argument('Name of the VPC.') };
  static override flags = { 'if-exists': ifExistsFlag };

  async run(): Promise<ChangeOutput> {
    const { args, flags } = await this.parse(FlowLogsDisableCommand);
    const accepts = flags['if-exists'] ? ['VPC_UNKNOWN', 'FLOW_LOG_UNKNOWN'] : [];
    return this.change({ type: 'flow-logs.disable', input: { ...args }, flags, summary, accepts });
  }
}

function summary({ vpc }: { vpc: string }): string[] {
  return [`Flows of ${vpc} are recorded no more`];
}
