import { VpcctlCommand } from '@vpcctl/sdk/command';
import type { FlowLogsStatusOutput } from '../../schemas/see/flow-logs.js';

export default class FlowLogsStatusCommand extends VpcctlCommand {
  static override group = 'see' as const;
  static override summary = 'Show which VPCs have flow logs, and whether they are written.';
  static override examples = ['<%= config.bin %> flow-logs status'];

  async run(): Promise<FlowLogsStatusOutput> {
    await this.parse(FlowLogsStatusCommand);
    const { readFlowLogStatus } = await import('../../flow-logs/index.js');
    const { renderFlowLogStatus } = await import('../../ui/views/observe/flow-logs.js');
    const { logs, writtenAt, ...status } = await readFlowLogStatus(this.config);
    const output = {
      ...status,
      logs: [...logs],
      writtenAt: writtenAt === null ? null : new Date(writtenAt).toISOString(),
    };
    this.log(renderFlowLogStatus(output));
    return output;
  }
}
