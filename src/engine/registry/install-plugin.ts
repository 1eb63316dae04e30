import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inputError, isVpcctlError, VpcctlError } from '@vpcctl/sdk';
import {
  checkTree,
  fetchPlugin,
  readStore,
  type StoredPlugin,
  storeDirectory,
  writeStore,
} from '../../host/plugins/index.js';
import {
  contentsOf,
  type LoadedHost,
  type PluginContents,
  refuseBuiltinName,
} from './describe-plugins.js';

/** A plugin that was installed. */
export interface Installed {
  readonly contents: PluginContents;
  /** The version that was installed before; null: none. */
  readonly replaced: string | null;
}

/** The access to oclif that an installation needs. */
export interface InstallingHost {
  /** The present plugins and commands. */
  readonly present: LoadedHost;
  /** Loads the plugins and commands of another store. */
  load(store: string): Promise<LoadedHost>;
  /** Writes a list of its commands into a plugin, so that a start need not load them. */
  writeManifest(root: string): Promise<void>;
}

/**
 * Installs a plugin, or another version of an installed one. It first loads the plugin together
 * with all others, as every later start will. Where that fails, nothing has changed.
 * @param wanted a tarball or directory (`./x.tgz`), or the name of a package
 * @returns the commands, features and drivers of the plugin, and the version that it replaced
 * @throws VpcctlError as `fetchPlugin`, `checkTree`, `contentsOf`
 */
export async function installPlugin(
  wanted: string,
  host: InstallingHost,
  signal?: AbortSignal,
): Promise<Installed> {
  const directory = storeDirectory();
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const stage = mkdtempSync(join(directory, '.new-'));
  try {
    const { name, root } = await fetchPlugin(wanted, stage, signal);
    refuseBuiltinName(host.present, name);
    checkTree(name, stage);
    await host.writeManifest(root);
    const store = readStore(directory);
    const rest = store.plugins.filter((plugin) => plugin.name !== name);
    const tried: StoredPlugin = { name, type: 'link', root };
    writeStore(stage, { plugins: [...rest, tried], packages: {} });
    const contents = await contentsOf(await host.load(stage), name);
    const place = join(directory, encodeURIComponent(name));
    const installed: StoredPlugin = { ...tried, root: join(place, 'node_modules', name) };
    const own = contents.features.map((feature) => [feature, name]);
    rmSync(place, { recursive: true, force: true });
    renameSync(stage, place);
    writeStore(directory, {
      plugins: [...rest, installed],
      packages: { ...store.packages, ...Object.fromEntries(own) },
    });
    return { contents, replaced: versionOf(host.present, name) };
  } catch (error) {
    throw notInstalled(error);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/** The version of a plugin of the user; null where there is none. */
function versionOf(host: LoadedHost, name: string): string | null {
  const own = host.getPluginsList().find((each) => each.name === name && each.type === 'link');
  return own?.version ?? null;
}

/**
 * Removes a plugin. The entries that it recorded stay in the journal.
 * @throws VpcctlError `PLUGIN_UNKNOWN`
 */
export function uninstallPlugin(name: string): void {
  const directory = storeDirectory();
  const store = readStore(directory);
  const rest = store.plugins.filter((plugin) => plugin.name !== name);
  if (rest.length === store.plugins.length) {
    throw inputError(
      'PLUGIN_UNKNOWN',
      `there is no plugin ${JSON.stringify(name)} to uninstall`,
      'vpcctl plugins shows what is installed',
    );
  }
  writeStore(directory, { ...store, plugins: rest });
  const place = join(directory, encodeURIComponent(name));
  if (existsSync(place)) rmSync(place, { recursive: true });
}

/** Drops the hints to uninstall the plugin, since it was not installed. */
function notInstalled(error: unknown): unknown {
  if (!isVpcctlError(error)) return error;
  const { message, code, category, hints } = error;
  const useful = hints.filter((hint) => !hint.includes('plugins uninstall'));
  return new VpcctlError(message, {
    code,
    category,
    hints: [...useful, 'nothing was installed'],
    cause: error,
  });
}
