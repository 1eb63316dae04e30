import { VpcctlCommand } from '@vpcctl/sdk/command';
import type { StatusOutput } from '../../schemas/status.js';

export default class StatusCommand extends VpcctlCommand {
  static override summary = 'Show how the VPCs stand to this host.';
  static override description =
    'Which driver serves the packet policy, whether the host forwards, which filters of other programs (Docker, firewalld, ufw) drop by default and whether the VPCs pass them, whether all is as the journal says, and whether a change awaits confirmation. Nothing is changed. Only root can look at packet filters; to anybody else it tells what is recorded.';
  static override examples = [
    '<%= config.bin %> status',
    {
      description: 'Is something not as it should be?',
      command: '<%= config.bin %> status --json | jq .matches',
    },
  ];

  async run(): Promise<StatusOutput> {
    await this.parse(StatusCommand);
    const engine = await import('../../engine/index.js');
    const { silentLog } = await import('../../ui/commands/log.js');
    const { renderStatus, viewStatus } = await import('../../ui/views/status.js');
    const status = await engine.readStatus(
      await engine.openEngine({
        plugins: this.config,
        observer: {},
        openLog: async () => silentLog,
      }),
    );
    const output = viewStatus(status, engine.summarizeChange);
    this.log(renderStatus(output, status.drift?.changes ?? []));
    return output;
  }
}
