import { VpcctlCommand } from '@vpcctl/sdk/command';
import type { BootChangeOutput } from '../../schemas/boot.js';

export default class BootEnableCommand extends VpcctlCommand {
  static override summary = 'Have systemd rebuild the VPCs when the host starts.';
  static override description =
    'Writes the systemd unit vpcctl.service, which runs `vpcctl replay` before network-online.target is reached. The unit names node and vpcctl by their paths: run this again after one of them has moved.';
  static override examples = ['<%= config.bin %> boot enable'];

  async run(): Promise<BootChangeOutput> {
    await this.parse(BootEnableCommand);
    const { enableBoot, UNIT_FILE } = await import('../../boot/index.js');
    const changed = await enableBoot(this.config.root);
    this.log(
      changed
        ? `The VPCs will be rebuilt at boot\n  unit  ${UNIT_FILE}\n  next  vpcctl boot status`
        : 'The VPCs are rebuilt at boot already: nothing to do',
    );
    return { enabled: true, changed, unitFile: UNIT_FILE };
  }
}
