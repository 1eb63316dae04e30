/** The façade of the commands that list, install and uninstall plugins. */
export { readPlugins } from './describe-plugins.js';
export { installPlugin, uninstallPlugin } from './install-plugin.js';
export type { PluginHost } from './plugin-host.js';
