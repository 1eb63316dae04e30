import { argument, Flags, VpcctlCommand } from '@vpcctl/sdk/command';
import type { PluginNeeds } from '../../engine/inspect/index.js';
import type { PluginGoneOutput } from '../../schemas/plugins.js';
import { configWith } from '../../ui/commands/plugin-store.js';
import { printableLine } from '../../ui/text/text.js';

const NOTHING_KNOWN: PluginNeeds = { entries: [], backend: null, source: null };

export default class PluginsUninstallCommand extends VpcctlCommand {
  static override group = 'host' as const;
  static override summary = 'Uninstall a plugin.';
  static override description =
    'A plugin that the journal needs is uninstalled only with --force: the command names the entries in effect that it recorded. Without the plugin they stay in the journal and are not applied, and what they made stays on the host as it is. Everything else works as before, but for a change that would take away what such an entry is about. Install the plugin again, and vpcctl replay applies them.';
  static override examples = [
    '<%= config.bin %> plugins uninstall vpcctl-dns',
    {
      description: 'Uninstall it although entries in effect need it.',
      command: '<%= config.bin %> plugins uninstall vpcctl-dns --force',
    },
  ];
  static override completes = { plugin: 'plugin' };
  static override args = { plugin: argument('Name of the plugin, as `vpcctl plugins` shows it.') };
  static override flags = {
    force: Flags.boolean({ summary: 'Uninstall it although entries in effect need it.' }),
  };

  async run(): Promise<PluginGoneOutput> {
    const { args, flags } = await this.parse(PluginsUninstallCommand);
    const name = args.plugin;
    const { uninstallPlugin } = await import('../../engine/registry/index.js');
    const { howToGetBack, readPluginNeeds, refuseNeeded } = await import(
      '../../engine/inspect/index.js'
    );
    const { trustedStore } = await import('../../host/plugins/index.js');
    const load = async () => configWith(this.config.root, trustedStore());
    const needs = await uninstallPlugin(name, {
      busy: () => this.note('waiting for another command that changes the plugins'),
      checkNeeds: async () => {
        const found = readPluginNeeds(name, this.config, load);
        // A journal that can't be read keeps no plugin here that is forced out.
        if (flags.force) return found.catch(() => NOTHING_KNOWN);
        refuseNeeded(name, await found);
        return found;
      },
    });
    const { entries, source } = needs;
    this.log(`Uninstalled ${name}`);
    if (entries.length > 0) {
      this.log('  not applied any more, and what they made stays on the host:');
      for (const { seq, description } of entries)
        this.log(printableLine(`    ${seq} ${description}`));
      this.log(printableLine(`  ${howToGetBack(source)}`));
    }
    return { name, entries: [...entries], source };
  }
}
