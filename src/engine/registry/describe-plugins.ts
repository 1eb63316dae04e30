import { inputError, VpcctlError, type VpcctlPlugin } from '@vpcctl/sdk';
import { loadPlugins } from './load-plugins.js';
import type { PluginHost } from './plugin-host.js';
import { createRegistry } from './registry.js';

/** A plugin, with what it brings. */
export interface PluginContents {
  readonly name: string;
  readonly version: string;
  /** As they are typed. */
  readonly commands: string[];
  readonly features: string[];
  readonly drivers: string[];
}

/** What oclif knows of a plugin. */
interface LoadedPlugin {
  readonly name: string;
  readonly version: string;
  readonly hooks: Record<string, unknown>;
  readonly commands: readonly { readonly id: string; readonly aliases: readonly string[] }[];
  /** `link`: the user installed it. */
  readonly type: string;
  /** Whether its `package.json` says that it is a plugin at all. */
  readonly valid: boolean;
  readonly root?: string;
}

/** A configuration of oclif, with the plugins that are looked at. */
export interface LoadedHost extends PluginHost {
  getPluginsList(): LoadedPlugin[];
}

/**
 * What a plugin brings, after it was seen that it can be beside all others.
 * @throws VpcctlError `PLUGIN_NOT_ONE`, `PLUGIN_CLASH`, `PLUGIN_API`, `PLUGIN_FAILED`
 */
export async function contentsOf(host: LoadedHost, name: string): Promise<PluginContents> {
  const all = host.getPluginsList();
  const own = all.find((plugin) => plugin.name === name && plugin.type === 'link');
  const others = all.filter((plugin) => plugin !== own);
  if (!own?.valid) throw notOne(name);
  for (const other of others) {
    const taken = namesOf(own).find((each) => namesOf(other).includes(each));
    if (taken !== undefined) throw clash(name, `${other.name} has the command ${taken}`);
  }
  const plugins = await loadPlugins(host);
  createRegistry(plugins);
  return contents(own, plugins);
}

/**
 * Refuses a name that vpcctl itself or a plugin of its own has: oclif would silently take the user's in its place.
 * @param host as it is without the plugin
 * @throws VpcctlError `PLUGIN_CLASH`
 */
export function refuseOurName(host: LoadedHost, name: string): void {
  const ours = host
    .getPluginsList()
    .some((plugin) => plugin.name === name && plugin.type !== 'link');
  if (ours) throw clash(name, 'its name is that of one which vpcctl brings');
}

/** All plugins but the core, with what they bring, and whether the user installed them. */
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

function contents(of: LoadedPlugin, plugins: readonly VpcctlPlugin[]): PluginContents {
  const { features = [], drivers = [] } = plugins.find(({ name }) => name === of.name) ?? {};
  return {
    name: of.name,
    version: of.version,
    commands: of.commands.map(({ id }) => typed(id)),
    features: features.map(({ name }) => name),
    drivers: drivers.map(({ name }) => name),
  };
}

function namesOf({ commands }: LoadedPlugin): string[] {
  return commands.flatMap(({ id, aliases }) => [id, ...aliases]).map(typed);
}

/** oclif has colons where the user types spaces. */
const typed = (id: string) => id.replaceAll(':', ' ');

function clash(name: string, why: string): VpcctlError {
  return new VpcctlError(`plugin ${name} is in the way of another: ${why}`, {
    code: 'PLUGIN_CLASH',
    category: 'environment',
  });
}

function notOne(name: string): VpcctlError {
  return inputError(
    'PLUGIN_NOT_ONE',
    `${name} is no plugin of vpcctl: its package.json has no "oclif"`,
    'docs/plugins.md says what a plugin has',
  );
}
