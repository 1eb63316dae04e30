import { existsSync, lstatSync, readdirSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { VpcctlError } from '@vpcctl/sdk';
import { storeDirectory } from './store.js';

const WRITABLE_BY_OTHERS = 0o022;

/**
 * The directory of the user's plugins, checked: no other user may add a plugin there.
 * @throws VpcctlError `PLUGIN_UNSAFE`, `HOME_UNKNOWN`
 */
export function trustedStore(): string {
  const directory = storeDirectory();
  if (existsSync(directory)) checkFile('directory', directory, directory);
  return directory;
}

/**
 * Checks that only root and this user may write to a tree, since the code in it runs as this user.
 * @throws VpcctlError `PLUGIN_UNSAFE`, naming the file
 */
export function checkTree(name: string, root: string): void {
  const real = realpathSync(root);
  for (const path of [root, ...readdirSync(root, { recursive: true, encoding: 'utf8' })]) {
    checkFile(name, path === root ? root : join(root, path), real);
  }
}

/** Checks one file or directory as {@link checkTree} does; a link must stay within `within`. */
export function checkFile(name: string, path: string, within: string): void {
  const { mode, uid } = lstatSync(path);
  const isLink = lstatSync(path).isSymbolicLink();
  if (uid !== 0 && uid !== process.geteuid?.()) {
    throw unsafe(name, `${path} belongs to user ${uid}`);
  }
  if (!isLink && (mode & WRITABLE_BY_OTHERS) !== 0) {
    throw unsafe(name, `users other than its owner may write to ${path}`);
  }
  const target = isLink ? realpathSync(path) : within;
  if (target !== within && !target.startsWith(within + sep)) {
    throw unsafe(name, `${path} leads to ${target}`);
  }
}

function unsafe(name: string, why: string): VpcctlError {
  return new VpcctlError(`plugin ${name} may not be run: ${why}`, {
    code: 'PLUGIN_UNSAFE',
    category: 'environment',
    hints: [
      'chown -R root: and chmod -R go-w there, if you know that nobody has changed it',
      `or uninstall it: vpcctl plugins uninstall ${name}`,
    ],
  });
}
