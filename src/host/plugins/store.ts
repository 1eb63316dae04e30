import { join } from 'node:path';
import { ensureDirectory, readRegular, replaceDurably } from '@vpcctl/journal';
import { statePaths } from '../record/paths.js';

/** A plugin that the user installed, as oclif reads it. Each plugin has a tree of its own. */
export interface StoredPlugin {
  readonly name: string;
  readonly type: 'link';
  /** The plugin's package directory. */
  readonly root: string;
}

/**
 * `package.json` of the store. oclif reads `plugins` (`loadUserPlugins`); `packages` is vpcctl's
 * own.
 */
export interface Store {
  readonly plugins: readonly StoredPlugin[];
  /** npm names by feature. Removed plugins stay: their entries in the journal ask for them. */
  readonly packages: Readonly<Record<string, string>>;
}

/**
 * Where the user's plugins are: in the state directory, so that root and each lab have their own.
 */
export function storeDirectory(): string {
  return join(statePaths().directory, 'plugins');
}

/** The installed plugins; none where there is no store yet. */
export function readStore(directory = storeDirectory()): Store {
  try {
    const { oclif, vpcctl } = JSON.parse(readRegular(join(directory, 'package.json')).toString());
    return { plugins: oclif.plugins, packages: vpcctl.packages };
  } catch {
    return { plugins: [], packages: {} };
  }
}

/** The plugins that come with vpcctl: `@vpcctl/NAME` has the feature or driver NAME. */
const OWN: readonly string[] = ['iptables-legacy', 'nftables', 'none', 'port-forward', 'shaping'];

/**
 * The package that has a feature or driver: one of vpcctl's own, or one that was once installed
 * here. Null for any other: a journal may come from elsewhere, and must not choose what is fetched.
 */
export function packageOf(name: string): string | null {
  const known = new Map(Object.entries(readStore().packages)).get(name);
  return known ?? (OWN.includes(name) ? `@vpcctl/${name}` : null);
}

/** Writes the store's file, in one step. Returns when it is on the disk. */
export function writeStore(directory: string, { plugins, packages }: Store): void {
  ensureDirectory(directory);
  const content = { private: true, oclif: { schema: 1, plugins }, vpcctl: { packages } };
  const text = `${JSON.stringify(content, null, 2)}\n`;
  replaceDurably(join(directory, 'package.json'), Buffer.from(text));
}
