import { argument, VpcctlCommand } from '@vpcctl/sdk/command';
import type { PluginGoneOutput } from '../../schemas/plugins.js';

export default class PluginsUninstallCommand extends VpcctlCommand {
  static override summary = 'Uninstall a plugin.';
  static override description =
    'Its entries stay in the journal, and its resources stay on the host. While its changes are in effect every other change is refused: undo them first, or install it again.';
  static override examples = ['<%= config.bin %> plugins uninstall vpcctl-dns'];
  static override args = { plugin: argument('Name of the plugin, as `vpcctl plugins` shows it.') };

  async run(): Promise<PluginGoneOutput> {
    const { args } = await this.parse(PluginsUninstallCommand);
    const { uninstallPlugin } = await import('../../engine/registry/index.js');
    await uninstallPlugin(args.plugin, {
      busy: () => this.note('waiting for another command that changes the plugins'),
    });
    this.log(`Uninstalled ${args.plugin}`);
    return { name: args.plugin };
  }
}
