import { VpcctlCommand } from '@vpcctl/sdk/command';
import type { PluginsOutput } from '../../schemas/plugins.js';

export default class PluginsCommand extends VpcctlCommand {
  static override group = 'host' as const;
  static override summary = 'List the plugins with their commands, features and drivers.';
  static override examples = ['<%= config.bin %> plugins', '<%= config.bin %> plugins --json'];

  async run(): Promise<PluginsOutput> {
    await this.parse(PluginsCommand);
    const { readPlugins } = await import('../../engine/registry/index.js');
    const { renderPlugins } = await import('../../ui/views/plugins.js');
    const plugins = await readPlugins(this.config);
    this.log(renderPlugins(plugins));
    return { plugins };
  }
}
