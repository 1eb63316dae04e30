import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { CHECKOUT } from '../checkout.js';

/** Directories that hold what was written by hand. */
const TREES = [
  'src',
  'journal/src',
  'test',
  'bin',
  ...workspaces('plugins'),
  ...workspaces('examples'),
];

const WRITTEN = /\.(ts|mjs|js|sh)$/;

/** A file of the project: its path from the root, with slashes, and its text. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** Every source file, tests included. */
export function allSources(): Source[] {
  return TREES.flatMap((tree) =>
    readdirSync(join(CHECKOUT, tree), { recursive: true, withFileTypes: true }),
  )
    .filter((entry) => entry.isFile() && WRITTEN.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/\/(dist|node_modules|fixtures)\//.test(path))
    .map((path) => ({ path: relative(CHECKOUT, path), text: readFileSync(path, 'utf8') }));
}

function workspaces(directory: string): string[] {
  return readdirSync(join(CHECKOUT, directory))
    .map((name) => `${directory}/${name}/src`)
    .filter((path) => existsSync(join(CHECKOUT, path)));
}
