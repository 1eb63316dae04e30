import { existsSync, lstatSync, readdirSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { VpcctlError } from '@vpcctl/sdk';
import { dangerAbove, dangerOf } from '../record/trusted-path.js';
import { readStore, storeDirectory, treeOf } from './store.js';

/**
 * The directory of the user's plugins. All trees that it names are checked, before any code of them
 * runs: no other user may change a file there, or add one. It is part of the state directory, which
 * `checkStateDirectory` checks.
 * @throws VpcctlError `PLUGIN_UNSAFE`, `PLUGIN_STORE_DAMAGED`, `HOME_UNKNOWN`
 */
export function trustedStore(): string {
  const directory = storeDirectory();
  for (const { name, root } of readStore(directory).plugins) {
    checkTree(name, treeOf(directory, root));
  }
  return directory;
}

/**
 * Checks that only root and this user may write to a tree, since the code in it runs as this user.
 * A link must stay within the tree.
 * @throws VpcctlError `PLUGIN_UNSAFE`, naming the file
 */
export function checkTree(name: string, root: string): void {
  const danger = dangerAbove(root) ?? dangerInTree(root);
  if (danger !== null) throw unsafe(name, danger);
}

function unsafe(name: string, danger: string): VpcctlError {
  return new VpcctlError(`plugin ${name} may not be run: ${danger}`, {
    code: 'PLUGIN_UNSAFE',
    category: 'environment',
    hints: [
      'chown -R root: and chmod -R go-w there, if you know that nobody has changed it',
      `or uninstall it: vpcctl plugins uninstall ${name}`,
    ],
  });
}

/** Why another user could change a file in a tree; null where none could. */
export function dangerInTree(root: string): string | null {
  if (!existsSync(root)) return null;
  const within = realpathSync(root);
  for (const path of ['', ...readdirSync(root, { recursive: true, encoding: 'utf8' })]) {
    const danger = dangerOfMember(join(root, path), within);
    if (danger !== null) return danger;
  }
  return null;
}

function dangerOfMember(path: string, within: string): string | null {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return null;
  if (!stats.isSymbolicLink()) return dangerOf(path, stats);
  if (!existsSync(path)) return null;
  const target = realpathSync(path);
  const leaves = target !== within && !target.startsWith(within + sep);
  return leaves ? `${path} leads to ${target}` : null;
}
