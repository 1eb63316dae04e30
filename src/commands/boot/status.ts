import type { BootStatusOutput } from '../../schemas/boot.js';
import { FormattedCommand } from '../../ui/commands/flags/formatted.js';

export default class BootStatusCommand extends FormattedCommand {
  static override group = 'host' as const;
  static override summary =
    'Show whether the VPCs are rebuilt at boot and repaired, and how that went.';
  static override examples = [
    '<%= config.bin %> boot status',
    {
      description: 'Show what it printed when the host started.',
      command: 'journalctl -b -u vpcctl',
    },
  ];

  async run(): Promise<BootStatusOutput> {
    await this.parse(BootStatusCommand);
    const { bootStatus } = await import('../../boot/index.js');
    const { renderBoot } = await import('../../ui/views/boot.js');
    const { lastRun, missingPrograms, ...status } = await bootStatus(this.config.root);
    const output = {
      ...status,
      missingPrograms: [...missingPrograms],
      lastRun: lastRun && { ...lastRun, at: lastRun.at?.toISOString() ?? null },
    };
    this.log(renderBoot(output));
    return output;
  }
}
