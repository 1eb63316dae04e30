import { Plugin } from '@oclif/core';
import { argument, VpcctlCommand } from '@vpcctl/sdk/command';
import type { PluginOutput } from '../../schemas/plugins.js';
import { configWith } from '../../ui/commands/plugin-store.js';

export default class PluginsInstallCommand extends VpcctlCommand {
  static override group = 'host' as const;
  static override summary = 'Install a plugin: further commands, features and drivers.';
  static override description =
    'npm fetches it into the state directory, without running its install scripts. vpcctl then loads it beside all other plugins. It refuses a plugin that was built for another API version, that brings a command, feature, intent, resource kind or driver which exists already, whose files another user may write, or that cannot read what an earlier version of it recorded. A plugin runs with your rights: install only what you trust.';
  static override examples = [
    '<%= config.bin %> plugins install ./vpcctl-dns-1.0.0.tgz',
    '<%= config.bin %> plugins install vpcctl-dns@1.0.0',
  ];
  static override completes = { plugin: 'file' };
  static override args = {
    plugin: argument(
      'A tarball (./x.tgz), or the name of a package: vpcctl-dns, vpcctl-dns@1.0.0.',
    ),
  };

  async run(): Promise<PluginOutput> {
    const { args } = await this.parse(PluginsInstallCommand);
    const { installPlugin } = await import('../../engine/registry/index.js');
    const { checkPluginFits } = await import('../../engine/inspect/index.js');
    const { renderContents } = await import('../../ui/views/plugins.js');
    this.note(`Installing ${args.plugin} with npm …`);
    const { contents, hasEntries, replaced } = await installPlugin(args.plugin, {
      present: this.config,
      load: (store) => configWith(this.config.root, store),
      writeManifest,
      checkJournal: checkPluginFits,
      busy: () => this.note('waiting for another command that changes the plugins'),
    });
    this.log(renderContents('Installed', contents));
    // Another version may want other resources, and installing it changes nothing on the host.
    if (replaced !== null && replaced !== contents.version)
      this.log('  next      vpcctl replay, where vpcctl status finds a difference');
    if (replaced === null && hasEntries)
      this.log('  next      vpcctl replay, which applies its entries');
    return { ...contents, source: 'user' };
  }
}

/** Writes the list of a plugin's commands, so that a start need not load the plugin. */
async function writeManifest(root: string): Promise<void> {
  const { writeFileSync } = await import('node:fs');
  const { join } = await import('node:path');
  const plugin = new Plugin({
    root,
    type: 'link',
    ignoreManifest: true,
    errorOnManifestCreate: true,
  });
  await plugin.load();
  writeFileSync(join(root, 'oclif.manifest.json'), JSON.stringify(plugin.manifest));
}
