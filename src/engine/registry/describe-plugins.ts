import { inputError, PLUGIN_HOOK, VpcctlError, type VpcctlPlugin } from '@vpcctl/sdk';
import { loadPlugins } from './load-plugins.js';
import type { PluginHost } from './plugin-host.js';
import { createRegistry } from './registry.js';

/** A plugin, with the commands, features and drivers that it brings. */
export interface PluginContents {
  readonly name: string;
  readonly version: string;
  /** Command lines, as the user types them. */
  readonly commands: string[];
  readonly features: string[];
  readonly drivers: string[];
}

/** A plugin, as oclif loads it. */
interface LoadedPlugin {
  readonly name: string;
  readonly version: string;
  readonly hooks: Record<string, unknown>;
  readonly commands: readonly { readonly id: string; readonly aliases: readonly string[] }[];
  /** `link`: the user installed it. */
  readonly type: string;
  /** Whether its `package.json` declares a plugin. */
  readonly valid: boolean;
  readonly root?: string;
}

/** A configuration of oclif, with its loaded plugins. */
export interface LoadedHost extends PluginHost {
  getPluginsList(): LoadedPlugin[];
}

/**
 * Describes a plugin, after a check that it works together with all other plugins.
 * @throws VpcctlError `PLUGIN_NOT_ONE`, `PLUGIN_HOOK_UNKNOWN`, `PLUGIN_CLASH`, `PLUGIN_API`,
 *   `PLUGIN_FAILED`
 */
export async function contentsOf(host: LoadedHost, name: string): Promise<PluginContents> {
  const all = host.getPluginsList();
  const own = all.find((plugin) => plugin.name === name && plugin.type === 'link');
  const otherPlugins = all.filter((plugin) => plugin !== own);
  if (!own?.valid) throw notOne(name);
  const hook = Object.keys(own.hooks).find((each) => each !== PLUGIN_HOOK);
  if (hook !== undefined) throw badHook(name, hook);
  for (const other of otherPlugins) {
    const taken = namesOf(own).find((each) => namesOf(other).includes(each));
    if (taken !== undefined) throw clash(name, `${other.name} has the command ${taken}`);
  }
  const plugins = await loadPlugins(host);
  createRegistry(plugins);
  return contents(own, plugins);
}

/**
 * Refuses the name of vpcctl itself or of a plugin that it brings: oclif would silently load the
 * user's plugin instead.
 * @param host the configuration without the new plugin
 * @throws VpcctlError `PLUGIN_CLASH`
 */
export function refuseBuiltinName(host: LoadedHost, name: string): void {
  const ours = host
    .getPluginsList()
    .some((plugin) => plugin.name === name && plugin.type !== 'link');
  if (ours) throw clash(name, 'vpcctl itself brings a plugin of that name');
}

/** Describes all plugins except the core, and says whether the user installed them. */
export async function readPlugins(
  host: LoadedHost & { readonly name: string },
): Promise<(PluginContents & { source: 'vpcctl' | 'user' })[]> {
  const plugins = await loadPlugins(host);
  return host
    .getPluginsList()
    .filter(({ name }) => name !== host.name)
    .map((plugin) => ({
      ...contents(plugin, plugins),
      source: plugin.type === 'link' ? 'user' : 'vpcctl',
    }));
}

function contents(plugin: LoadedPlugin, plugins: readonly VpcctlPlugin[]): PluginContents {
  const { features = [], drivers = [] } = plugins.find(({ name }) => name === plugin.name) ?? {};
  return {
    name: plugin.name,
    version: plugin.version,
    commands: plugin.commands.map(({ id }) => typed(id)),
    features: features.map(({ name }) => name),
    drivers: drivers.map(({ name }) => name),
  };
}

function namesOf({ commands }: LoadedPlugin): string[] {
  return commands.flatMap(({ id, aliases }) => [id, ...aliases]).map(typed);
}

/** Turns oclif's command id into a command line: the user types a space for each colon. */
const typed = (id: string) => id.replaceAll(':', ' ');

function clash(name: string, why: string): VpcctlError {
  return new VpcctlError(`plugin ${name} conflicts with another plugin: ${why}`, {
    code: 'PLUGIN_CLASH',
    category: 'environment',
  });
}

function notOne(name: string): VpcctlError {
  return inputError(
    'PLUGIN_NOT_ONE',
    `${name} is no plugin of vpcctl: its package.json has no "oclif"`,
    'docs/plugins.md describes a plugin',
  );
}

function badHook(name: string, hook: string): VpcctlError {
  return inputError(
    'PLUGIN_HOOK_UNKNOWN',
    `plugin ${name} has a hook that vpcctl does not run: ${hook}`,
    `a plugin has one hook, ${PLUGIN_HOOK}: docs/plugins.md describes it`,
  );
}
