import { accessSync, chmodSync, constants, cpSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A user without any right, for tests that run as root: `nobody`. */
export const AS_PLAIN_USER = [
  'setpriv',
  '--reuid=65534',
  '--regid=65534',
  '--clear-groups',
  '--inh-caps=-all',
  '--',
];

const SHIPPED = ['bin', 'dist', 'package.json', 'oclif.manifest.json', 'node_modules', 'plugins'];

/** A directory with a vpcctl that anyone may read: the checkout itself, or a copy of what ships. */
export function readablePackage(checkout: string): { root: string; remove: () => void } {
  if (isOpen(checkout)) return { root: checkout, remove: () => {} };
  const root = mkdtempSync(join(tmpdir(), 'vpcctl-plain-'));
  for (const name of SHIPPED) {
    cpSync(join(checkout, name), join(root, name), {
      recursive: true,
      // Links of workspaces stay links, to the copy.
      verbatimSymlinks: true,
      filter: (path) => !isToolchain(path),
    });
  }
  chmodSync(root, 0o755);
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}

/** What only builds and checks need, and is large. */
function isToolchain(path: string): boolean {
  return /node_modules\/(@biomejs|@esbuild|@rolldown|@types|esbuild|rolldown|typescript|vite|vitest|lightningcss[^/]*)$/.test(
    path,
  );
}

/** Whether everyone may enter the directory and all above it. */
function isOpen(directory: string): boolean {
  if ((statSync(directory).mode & 0o005) !== 0o005) return false;
  accessSync(directory, constants.R_OK);
  return directory === '/' || isOpen(dirname(directory));
}
