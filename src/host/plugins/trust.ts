import { lstatSync, readdirSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { VpcctlError } from '@vpcctl/sdk';

const WRITABLE_BY_OTHERS = 0o022;

/**
 * Checks that nobody but root and this user may write to a tree: what is in it runs as this user.
 * @throws VpcctlError `PLUGIN_UNSAFE`, naming the file
 */
export function checkTree(name: string, root: string): void {
  const real = realpathSync(root);
  for (const path of [root, ...readdirSync(root, { recursive: true, encoding: 'utf8' })]) {
    checkFile(name, path === root ? root : join(root, path), real);
  }
}

/** The same of one file or directory. */
export function checkFile(name: string, path: string, within: string): void {
  const { mode, uid } = lstatSync(path);
  const isLink = lstatSync(path).isSymbolicLink();
  if (uid !== 0 && uid !== process.geteuid?.()) {
    throw unsafe(name, `${path} belongs to user ${uid}`);
  }
  if (!isLink && (mode & WRITABLE_BY_OTHERS) !== 0) {
    throw unsafe(name, `others than its owner may write to ${path}`);
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
