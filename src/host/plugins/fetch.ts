import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { inputError } from '@vpcctl/sdk';
import { runProgram } from '../process/run.js';

/** `name`, `@scope/name`, each with `@version` or `@tag` behind it. */
const PACKAGE = /^(@[a-z0-9~][\w.~-]*\/)?[a-z0-9~][\w.~-]*(@[\w.^~<>=*-]+)?$/;

/** The options of `npm install`. */
const OPTIONS = [
  // No script of a package may run while it is installed.
  ...['--ignore-scripts', '--omit=dev', '--install-links', '--no-package-lock'],
  ...['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'],
  // By default npm keeps trying for minutes where no registry answers, and says nothing.
  ...['--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-timeout=20000'],
];

/**
 * Installs a package and its dependencies into an empty directory, with npm.
 * @param wanted a tarball or directory (`./x.tgz`), or the name of a package, perhaps with a
 *   version
 * @returns the package's name and its directory
 * @throws VpcctlError `PLUGIN_SPEC_INVALID`, `PLUGIN_FILE_UNKNOWN`, `HOST_PROGRAM_MISSING`,
 *   `HOST_STEP_FAILED`
 */
export async function fetchPlugin(
  wanted: string,
  directory: string,
  signal?: AbortSignal,
): Promise<{ name: string; root: string }> {
  const file = join(directory, 'package.json');
  writeFileSync(file, '{"private":true}\n');
  // Whatever the user's umask is, no other user may write to the files.
  const umask = process.umask(0o022);
  try {
    const options = [...OPTIONS, '--prefix', directory];
    await runProgram('npm', ['install', ...options, '--', specifier(wanted)], {
      interruptible: true,
      signal,
    });
  } finally {
    process.umask(umask);
  }
  const [name = ''] = Object.keys(JSON.parse(readFileSync(file, 'utf8')).dependencies ?? {});
  return { name, root: join(directory, 'node_modules', name) };
}

/**
 * The package as npm takes it. A file gets its full path: npm reads a bare `x.tgz` as a package
 * name.
 */
function specifier(wanted: string): string {
  if (!/^[./]|\.(tgz|tar\.gz)$/.test(wanted)) {
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
