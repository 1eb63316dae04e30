import { Flags, VpcctlCommand } from '@vpcctl/sdk/command';
import type { StatusOutput } from '../../schemas/status.js';
import { noteRestart } from '../../ui/reading/read-state.js';

export default class StatusCommand extends VpcctlCommand {
  static override summary = 'Check for drift: whether the host matches the journal.';
  static override description =
    'Shows the packet-filter backend, IP forwarding, foreign firewalls (Docker, firewalld, ufw) that drop by default and whether VPCs pass them, drift between the host and the journal, and a change that awaits confirmation. Nothing is changed. Without root it shows only what is recorded.';
  static override examples = [
    '<%= config.bin %> status',
    {
      description: 'Print only whether the host matches.',
      command: '<%= config.bin %> status --json | jq .matches',
    },
  ];

  static override flags = {
    'exit-code': Flags.boolean({
      summary: 'Exit with 1 where the host does not match the journal.',
    }),
  };

  async run(): Promise<StatusOutput> {
    const { flags } = await this.parse(StatusCommand);
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
    await noteRestart(this);
    if (flags['exit-code'] && output.matches === false) process.exitCode = 1;
    return output;
  }
}
