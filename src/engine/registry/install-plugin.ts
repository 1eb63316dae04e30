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
  refuseOurName,
} from './describe-plugins.js';

/** What the vpcctl that does it knows of oclif. */
export interface InstallingHost {
  /** The plugins and commands that there are. */
  readonly present: LoadedHost;
  /** The plugins and commands that there would be with this store. */
  load(store: string): Promise<LoadedHost>;
  /** Writes the list of a plugin's commands into it: a start need not load them then. */
  writeManifest(root: string): Promise<void>;
}

/**
 * Installs a plugin, or another version of one. It is tried first: beside all others, as every later start does it.
 * Where it can't be, nothing has changed.
 * @param wanted a tarball or directory (`./x.tgz`), or the name of a package
 * @throws VpcctlError as `fetchPlugin`, `checkTree`, `contentsOf`
 */
export async function installPlugin(
  wanted: string,
  host: InstallingHost,
  signal?: AbortSignal,
): Promise<PluginContents> {
  const directory = storeDirectory();
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const stage = mkdtempSync(join(directory, '.new-'));
  try {
    const { name, root } = await fetchPlugin(wanted, stage, signal);
    refuseOurName(host.present, name);
    checkTree(name, stage);
    await host.writeManifest(root);
    const store = readStore(directory);
    const others = store.plugins.filter((plugin) => plugin.name !== name);
    const tried: StoredPlugin = { name, type: 'link', root };
    writeStore(stage, { plugins: [...others, tried], packages: {} });
    const contents = await contentsOf(await host.load(stage), name);
    const place = join(directory, encodeURIComponent(name));
    const installed: StoredPlugin = { ...tried, root: join(place, 'node_modules', name) };
    const own = contents.features.map((feature) => [feature, name]);
    rmSync(place, { recursive: true, force: true });
    renameSync(stage, place);
    writeStore(directory, {
      plugins: [...others, installed],
      packages: { ...store.packages, ...Object.fromEntries(own) },
    });
    return contents;
  } catch (error) {
    throw notInstalled(error);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/**
 * Takes a plugin away. What it has recorded stays in the journal.
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

/** Hints of what a plugin that is installed needs would lead nowhere. */
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
