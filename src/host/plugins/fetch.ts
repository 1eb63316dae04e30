import {
  chmodSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { inputError } from '@vpcctl/sdk';
import { runProgram } from '../process/run.js';
import { npmFailure } from './npm-failure.js';
import type { PluginSource } from './store.js';

/** `name`, `@scope/name`, each with `@version` or `@tag` behind it. */
const PACKAGE = /^(@[a-z0-9~][\w.~-]*\/)?[a-z0-9~][\w.~-]*(@[\w.^~<>=*-]+)?$/;

/** Whether a recorded source is one that {@link fetchPlugin} takes: a full path, or a name. */
export function isInstallable(source: string): boolean {
  return source.startsWith('/') || PACKAGE.test(source);
}

const SET_ID = 0o6000;

/** Whether a tarball or a directory is meant, and no name. */
const isFile = (wanted: string) => /^[./]|\.(tgz|tar\.gz)$/.test(wanted);

/** The options of `npm install`. */
const OPTIONS = [
  // No script of a package may run while it is installed.
  ...['--ignore-scripts', '--omit=dev', '--install-links', '--no-package-lock'],
  ...['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'],
  // By default npm keeps trying for minutes where no registry answers, and says nothing.
  ...['--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-timeout=20000'],
];

export interface FetchOptions {
  /**
   * The locked file of the store. npm inherits it: an npm that outlives a killed vpcctl keeps the
   * lock until it has ended, so that no later command removes a directory that npm still fills.
   */
  readonly lock: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Installs a package and its dependencies into an empty directory, with npm.
 * @param wanted a tarball or directory (`./x.tgz`), or the name of a package, perhaps with a
 *   version
 * @returns the package's name, its directory, and what to install again: a full path, or a name
 *   with its version
 * @throws VpcctlError `PLUGIN_SPEC_INVALID`, `PLUGIN_FILE_UNKNOWN`, `PLUGIN_REGISTRY_UNREACHABLE`,
 *   `PLUGIN_PACKAGE_UNKNOWN`, `HOST_PROGRAM_MISSING`, `HOST_STEP_FAILED`
 */
export async function fetchPlugin(
  wanted: string,
  directory: string,
  { lock, signal }: FetchOptions,
): Promise<PluginSource & { readonly root: string }> {
  const file = join(directory, 'package.json');
  writeFileSync(file, '{"private":true}\n');
  // Whatever the user's umask is, no other user may write to the files.
  const umask = process.umask(0o022);
  try {
    const options = [...OPTIONS, '--prefix', directory];
    await runProgram('npm', ['install', ...options, '--', specifier(wanted)], {
      inheritDescriptors: [lock],
      interruptible: true,
      signal,
    });
  } catch (error) {
    throw npmFailure(error, wanted);
  } finally {
    process.umask(umask);
  }
  dropPrivileges(directory);
  const [name = ''] = Object.keys(JSON.parse(readFileSync(file, 'utf8')).dependencies ?? {});
  const root = join(directory, 'node_modules', name);
  return { name, root, source: sourceOf(wanted, name, root) };
}

function sourceOf(wanted: string, name: string, root: string): string {
  if (isFile(wanted)) return resolve(wanted);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return `${name}@${version}`;
}

/** Takes the set-user-ID and set-group-ID bits off all files: an archive may bring them. */
export function dropPrivileges(directory: string): void {
  for (const path of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
    const file = join(directory, path);
    const { mode } = lstatSync(file);
    if ((mode & SET_ID) !== 0) chmodSync(file, mode & 0o777);
  }
}

/**
 * The package as npm takes it. A file gets its full path: npm reads a bare `x.tgz` as a package
 * name.
 * @throws VpcctlError `PLUGIN_SPEC_INVALID`, `PLUGIN_FILE_UNKNOWN`
 */
function specifier(wanted: string): string {
  if (!isFile(wanted)) {
    if (PACKAGE.test(wanted)) return wanted;
    throw inputError(
      'PLUGIN_SPEC_INVALID',
      `${JSON.stringify(wanted)} names no plugin`,
      'a tarball (./x.tgz), or the name of a package: @vpcctl/shaping',
    );
  }
  const path = resolve(wanted);
  if (existsSync(path) && (statSync(path).isFile() || existsSync(join(path, 'package.json')))) {
    return `file:${path}`;
  }
  throw inputError('PLUGIN_FILE_UNKNOWN', `there is no package ${path}`, 'npm pack makes one');
}
