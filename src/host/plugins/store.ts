import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { ensureDirectory, readRegular, replaceFile } from '@vpcctl/journal';
import { VpcctlError } from '@vpcctl/sdk';
import { statePaths } from '../record/paths.js';

/** A plugin that the user installed, as oclif reads it. Each plugin has a tree of its own. */
export interface StoredPlugin {
  readonly name: string;
  readonly type: 'link';
  /** The plugin's package directory. */
  readonly root: string;
}

/** Where a plugin came from. */
export interface PluginSource {
  /** The npm name of its package. */
  readonly name: string;
  /** What was given to `plugins install`: a tarball's full path, or a name with a version. */
  readonly source: string;
}

/**
 * `package.json` of the store. oclif reads `plugins` (`loadUserPlugins`); `packages` is vpcctl's
 * own.
 */
export interface Store {
  readonly plugins: readonly StoredPlugin[];
  /** By feature or driver. Removed plugins stay: entries in the journal may ask for them. */
  readonly packages: ReadonlyMap<string, PluginSource>;
}

const FILE = 'package.json';

/**
 * Where the user's plugins are: in the state directory, so that root and each lab have their own.
 */
export function storeDirectory(): string {
  return join(statePaths().directory, 'plugins');
}

/** A store without plugins: no code of any plugin is loaded from there. */
export function noStore(): string {
  return join(storeDirectory(), 'none');
}

/**
 * The installed plugins; none where there is no store yet.
 * @throws VpcctlError `PLUGIN_STORE_DAMAGED` where the file of the store can't be read: then it is
 *   not known which plugins there are
 */
export function readStore(directory = storeDirectory()): Store {
  const file = join(directory, FILE);
  const text = readIfThere(file);
  if (text === null) return { plugins: [], packages: new Map() };
  const store = parseStore(text);
  if (store !== null) return store;
  throw new VpcctlError(`the list of installed plugins is damaged: ${file}`, {
    code: 'PLUGIN_STORE_DAMAGED',
    category: 'environment',
    hints: [
      `put back the file from a backup of ${directory}`,
      `or move it away, and install the plugins again: mv ${file} ${file}.damaged`,
    ],
  });
}

function readIfThere(file: string): string | null {
  try {
    return readRegular(file).toString();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    // Another error, such as EISDIR, means a damaged store.
    return '';
  }
}

/** By hand, since every start reads the store, and a schema would cost it more than all the rest. */
function parseStore(text: string): Store | null {
  try {
    const { oclif, vpcctl } = JSON.parse(text);
    const plugins: unknown = oclif.plugins;
    const packages: [string, unknown][] = Object.entries(vpcctl.packages);
    if (!Array.isArray(plugins) || !plugins.every(isStoredPlugin)) return null;
    const sources = packages.filter((entry): entry is [string, PluginSource] => isSource(entry[1]));
    return sources.length === packages.length ? { plugins, packages: new Map(sources) } : null;
  } catch {
    return null;
  }
}

function isStoredPlugin(value: unknown): value is StoredPlugin {
  return hasTexts(value, 'name', 'root') && 'type' in value && value.type === 'link';
}

const isSource = (value: unknown): value is PluginSource => hasTexts(value, 'name', 'source');

function hasTexts(value: unknown, ...keys: readonly string[]): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return keys.every((key) => typeof Reflect.get(value, key) === 'string');
}

/** The plugins that come with vpcctl: `@vpcctl/NAME` has the feature or driver NAME. */
const OWN: readonly string[] = ['iptables-legacy', 'nftables', 'none', 'port-forward', 'shaping'];

/** Whether a feature or driver of this name comes with vpcctl. */
export function isOwnPlugin(name: string): boolean {
  return OWN.includes(name);
}

/** What was last installed here for a feature or driver; null where nothing was. */
export function sourceHere(name: string): PluginSource | null {
  return readStore().packages.get(name) ?? null;
}

/** Writes the store's file, in one step. Returns when it is on the disk. */
export function writeStore(directory: string, store: Store): void {
  ensureDirectory(directory);
  replaceFile(join(directory, FILE), textOf(store));
}

/** The text of the store's file for a copy of all trees in another place. */
export function movedStore(directory: string, place: string): string {
  const store = readStore(directory);
  const plugins = store.plugins.map((plugin) => ({
    ...plugin,
    root: join(place, relative(directory, plugin.root)),
  }));
  return textOf({ ...store, plugins });
}

function textOf({ plugins, packages }: Store): string {
  const content = {
    private: true,
    oclif: { schema: 1, plugins },
    vpcctl: { packages: Object.fromEntries(packages) },
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** A new directory for the tree of a plugin. It counts once the store's file names it. */
export function newTree(directory: string): string {
  ensureDirectory(directory);
  return mkdtempSync(join(directory, 'tree-'));
}

/** The tree of a plugin's package directory: the dependencies of the plugin are in it, too. */
export function treeOf(directory: string, root: string): string {
  const [tree = ''] = relative(directory, root).split(sep);
  return tree === '' || tree === '..' ? root : join(directory, tree);
}

/**
 * Removes what the store does not name: trees that were replaced or uninstalled, and what a killed
 * command left.
 */
export function sweepStore(directory: string): void {
  const used = readStore(directory).plugins.map(({ root }) => treeOf(directory, root));
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    if (name !== FILE && !used.includes(path)) rmSync(path, { recursive: true, force: true });
  }
}
