import { closeSync, openSync } from 'node:fs';
import { ensureDirectory } from '@vpcctl/journal';
import { inputError, isVpcctlError, VpcctlError } from '@vpcctl/sdk';
import { acquireLock } from '../../host/index.js';
import {
  checkTree,
  fetchPlugin,
  newTree,
  readStore,
  type StoredPlugin,
  storeDirectory,
  sweepStore,
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
  /** Whether the journal has entries of it. */
  readonly hasEntries: boolean;
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
  /**
   * Refuses a plugin that can't read what an earlier version of it recorded. Says whether it
   * recorded something.
   */
  checkJournal(loaded: LoadedHost, contents: PluginContents): Promise<boolean>;
  /** Is called where another command changes the store, before waiting for it. */
  busy(): void;
}

/**
 * Installs a plugin, or another version of an installed one. It first loads the plugin together
 * with all others, as every later start will. Where that fails, nothing has changed.
 * @param wanted a tarball or directory (`./x.tgz`), or the name of a package
 * @returns the commands, features and drivers of the plugin, and the version that it replaced
 * @throws VpcctlError `PLUGIN_STORE_DAMAGED`; as `fetchPlugin`, `checkTree`, `contentsOf`,
 *   `checkJournal`
 */
export async function installPlugin(
  wanted: string,
  host: InstallingHost,
  signal?: AbortSignal,
): Promise<Installed> {
  return changeStore(host, signal, async (directory, lock) => {
    const tree = newTree(directory);
    const { name, root, source } = await fetchPlugin(wanted, tree, { lock, signal });
    refuseBuiltinName(host.present, name);
    checkTree(name, tree);
    await host.writeManifest(root);
    const store = readStore(directory);
    const rest = store.plugins.filter((plugin) => plugin.name !== name);
    const plugins: readonly StoredPlugin[] = [...rest, { name, type: 'link', root }];
    // A store of its own, to try it out.
    writeStore(tree, { plugins, packages: new Map() });
    const loaded = await host.load(tree);
    const contents = await contentsOf(loaded, name);
    const hasEntries = await host.checkJournal(loaded, contents);
    const parts = [...contents.features, ...contents.drivers];
    const own = parts.map((part) => [part, { name, source }] as const);
    writeStore(directory, { plugins, packages: new Map([...store.packages, ...own]) });
    return { contents, hasEntries, replaced: versionOf(host.present, name) };
  }).catch((error: unknown) => {
    throw notInstalled(error);
  });
}

/**
 * Runs `work` alone on the store, and removes the trees that no plugin has then. A command that is
 * killed leaves the store as it was, or as it is to be; the next one removes what it left.
 */
async function changeStore<T>(
  { busy }: Pick<InstallingHost, 'busy'>,
  signal: AbortSignal | undefined,
  work: (directory: string, lock: number) => Promise<T>,
): Promise<T> {
  const directory = storeDirectory();
  ensureDirectory(directory);
  const descriptor = openSync(directory, 'r');
  try {
    await acquireLock(descriptor, busy, signal);
    sweepStore(directory);
    return await work(directory, descriptor).finally(() => sweepStore(directory));
  } finally {
    closeSync(descriptor);
  }
}

/** The version of a plugin of the user; null where there is none. */
function versionOf(host: LoadedHost, name: string): string | null {
  const own = host.getPluginsList().find((each) => each.name === name && each.type === 'link');
  return own?.version ?? null;
}

/**
 * Removes a plugin. The entries that it recorded stay in the journal.
 * @param host `checkNeeds` is called before anything is removed, and may refuse
 * @returns what `checkNeeds` returned
 * @throws VpcctlError `PLUGIN_UNKNOWN`, `PLUGIN_STORE_DAMAGED`; as `checkNeeds`
 */
export function uninstallPlugin<T>(
  name: string,
  host: Pick<InstallingHost, 'busy'> & { checkNeeds(): Promise<T> },
  signal?: AbortSignal,
): Promise<T> {
  return changeStore(host, signal, async (directory) => {
    const store = readStore(directory);
    const plugins = store.plugins.filter((plugin) => plugin.name !== name);
    if (plugins.length === store.plugins.length) {
      throw inputError(
        'PLUGIN_UNKNOWN',
        `there is no plugin ${JSON.stringify(name)} to uninstall`,
        'vpcctl plugins shows what is installed',
      );
    }
    const needs = await host.checkNeeds();
    writeStore(directory, { ...store, plugins });
    return needs;
  });
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
