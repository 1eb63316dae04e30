import { VpcctlCommand } from '@vpcctl/sdk/command';
import type { BootChangeOutput } from '../../schemas/boot.js';

export default class BootDisableCommand extends VpcctlCommand {
  static override group = 'host' as const;
  static override summary = 'Do not rebuild the VPCs when the host starts.';
  static override description =
    'Removes the units that `vpcctl boot enable` wrote. The VPCs stay as they are until the host is restarted.';
  static override examples = ['<%= config.bin %> boot disable'];

  async run(): Promise<BootChangeOutput> {
    await this.parse(BootDisableCommand);
    const { disableBoot, REPLAY_UNIT } = await import('../../boot/index.js');
    const { changed, keep, flowLogs } = await disableBoot();
    this.log(
      changed
        ? 'The VPCs will not be rebuilt at boot\n  by hand  vpcctl replay'
        : 'The VPCs are not rebuilt at boot: nothing to do',
    );
    return { enabled: false, changed, unitFile: REPLAY_UNIT.file, keep, flowLogs };
  }
}
