/**
 * Loads what oclif requires at its start, its own modules and packages such as that of templates,
 * when something of it is first used. oclif's files stay as they are.
 */
import { createRequire, isBuiltin } from 'node:module';

const OCLIF = /node_modules\/@oclif\/core\/lib\//;

/** Parts of Node that Node itself has not loaded by then. */
const SELDOM_USED_BUILTINS = [
  'node:child_process',
  'node:fs/promises',
  'node:perf_hooks',
  'node:readline',
];
/** Packages that every start uses, and one that is not bundled. */
const USED_PACKAGES = ['@oclif/core/package.json', 'ansis', 'debug', 'semver', 'typescript'];

const NAMESPACE = 'lazy';

/**
 * An esbuild plugin: a stand-in takes the place of each such module, and loads it on its first use.
 * @param root the project's directory
 * @param load the expression that loads a package, by its path
 */
export function lazyOclif(root, load = required) {
  return {
    name: 'lazy-oclif',
    setup({ onResolve, onLoad, resolve }) {
      onResolve({ filter: /./ }, async ({ path, pluginData, ...from }) => {
        const { importer, namespace, kind, resolveDir } = from;
        if (kind !== 'require-call' || namespace !== 'file' || !OCLIF.test(importer)) return;
        if (pluginData === NAMESPACE) return;
        if (isBuiltin(path)) {
          return SELDOM_USED_BUILTINS.includes(path) ? { path, namespace: NAMESPACE } : undefined;
        }
        if (USED_PACKAGES.includes(path)) return;
        // oclif has versions of its own of some packages.
        const found = await resolve(path, { kind, resolveDir, pluginData: NAMESPACE });
        return { path: found.path, namespace: NAMESPACE };
      });
      onLoad({ filter: /./, namespace: NAMESPACE }, ({ path }) => ({
        contents: standIn(path, isBuiltin(path) || OCLIF.test(path) ? required(path) : load(path)),
        resolveDir: root,
      }));
    },
  };
}

function required(path) {
  return `require(${JSON.stringify(path)})`;
}

const require = createRequire(import.meta.url);

/** CommonJS that has the exports of a module, and loads it when one of them is used. */
function standIn(path, load) {
  const module = require(path);
  const names = Object.keys(module).filter((name) => name !== '__esModule');
  return `
    ${typeof module === 'function' ? `module.exports = (...given) => ${load}(...given);` : ''}
    ${module.__esModule ? `Object.defineProperty(exports, '__esModule', { value: true });` : ''}
    for (const name of ${JSON.stringify(names)}) {
      Object.defineProperty(module.exports, name, { enumerable: true, get: () => ${load}[name] });
    }`;
}
