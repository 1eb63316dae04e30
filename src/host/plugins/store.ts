import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDirectory, replaceDurably } from '@vpcctl/journal';
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
    const { oclif, vpcctl } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
    return { plugins: oclif.plugins, packages: vpcctl.packages };
  } catch {
    return { plugins: [], packages: {} };
  }
}

/** Writes the store's file, in one step. Returns when it is on the disk. */
export function writeStore(directory: string, { plugins, packages }: Store): void {
  ensureDirectory(directory);
  const content = { private: true, oclif: { schema: 1, plugins }, vpcctl: { packages } };
  const text = `${JSON.stringify(content, null, 2)}\n`;
  replaceDurably(join(directory, 'package.json'), Buffer.from(text));
}
