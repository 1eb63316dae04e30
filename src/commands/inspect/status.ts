import { Flags } from '@vpcctl/sdk/command';
import type { StatusOutput } from '../../schemas/status.js';
import { FormattedCommand } from '../../ui/commands/flags/formatted.js';
import { noteRestart } from '../../ui/reading/read-state.js';

export default class StatusCommand extends FormattedCommand {
  static override group = 'see' as const;
  static override summary =
    'Check whether the host matches the journal, and whether packets of VPCs arrive.';
  static override description =
    'Shows the packet-filter backend, IP forwarding, foreign firewalls (Docker, firewalld, ufw) that drop by default and whether VPCs pass them, drift between the host and the journal, what else on the host keeps packets of VPCs from arriving, and a change that awaits confirmation. Nothing is changed. Without root it cannot tell whether the host matches. It names plugins that are not installed and whose entries are therefore not applied. The exit code is 0 only when the host matches, no entry is left out and nothing hinders packets; otherwise it is 1.';
  static override examples = [
    '<%= config.bin %> status',
    {
      description: 'Print only whether the host matches.',
      command: '<%= config.bin %> status --json --exit-code=false | jq .matches',
    },
  ];
  static override flags = {
    'exit-code': Flags.option({
      description: 'Whether the exit code tells what was found; false: it is 0.',
      options: ['true', 'false'] as const,
      default: 'true',
    })(),
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
    const isWell = output.matches === true && output.passes === true && output.journal === null;
    if (!isWell && flags['exit-code'] === 'true') process.exitCode = 1;
    return output;
  }
}
