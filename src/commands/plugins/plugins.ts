import type { PluginsOutput } from '../../schemas/plugins.js';
import { ListingCommand } from '../../ui/commands/listing.js';

export default class PluginsCommand extends ListingCommand {
  static override group = 'host' as const;
  static override summary = 'List the plugins with their commands, features and drivers.';
  static override examples = ['<%= config.bin %> plugins', '<%= config.bin %> plugins --json'];

  async run(): Promise<PluginsOutput> {
    const { flags } = await this.parse(PluginsCommand);
    const { readPlugins } = await import('../../engine/registry/index.js');
    const { renderPlugins } = await import('../../ui/views/plugins.js');
    const plugins = await readPlugins(this.config);
    await this.list(flags, {
      table: () => renderPlugins(plugins),
      names: () => plugins.map(({ name }) => name),
    });
    return { plugins };
  }
}
