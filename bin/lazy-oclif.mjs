/**
 * Loads what oclif requires at its start, its own modules and packages such as that of templates,
 * when something of it is first used. oclif's files stay as they are. A few modules that our own
 * sources import are loaded in the same way, since most commands don't use them.
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

/** What our sources import, and most commands that only read don't use. */
const SELDOM_USED_BY_US = [
  'ip-address',
  'node:child_process',
  'node:crypto',
  'node:timers/promises',
  'string-width',
];

const STAND_INS = /\/bin\/stand-ins\//;

const NAMESPACE = 'lazy';
/** Stand-ins for imports, which ask for the names of all exports. */
const NAMED = 'lazy-named';
const HELPER = 'lazy-helper';

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
        if (path === HELPER) return { path, namespace: HELPER };
        if (namespace !== 'file') return;
        if (kind === 'import-statement' && isOurs(importer)) {
          if (!SELDOM_USED_BY_US.includes(path)) return;
          if (isBuiltin(path)) return { path, namespace: NAMED };
          const found = await resolve(path, {
            kind: 'require-call',
            resolveDir,
            pluginData: NAMESPACE,
          });
          return { path: found.path, namespace: NAMED };
        }
        if (kind !== 'require-call') return;
        if (!OCLIF.test(importer) && !STAND_INS.test(importer)) return;
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
      onLoad({ filter: /./, namespace: NAMED }, ({ path }) => ({
        contents: standIn(path, required(path), Object.keys(require(path))),
        resolveDir: root,
      }));
      onLoad({ filter: /./, namespace: HELPER }, () => ({ contents: LAZY }));
    },
  };
}

function isOurs(file) {
  return !file.includes('/node_modules/');
}

function required(path) {
  return `require(${JSON.stringify(path)})`;
}

const require = createRequire(import.meta.url);

/**
 * CommonJS that loads a module when something of it is used.
 * @param names its exports, where they are asked for without using one
 */
function standIn(path, load, names) {
  const module = require(path);
  const form = `${module.__esModule ? 1 : 0}, ${typeof module === 'function' ? 1 : 0}${names ? `, ${JSON.stringify(names)}` : ''}`;
  return `module.exports = require('${HELPER}')(() => ${load}, ${form});`;
}

/**
 * What all stand-ins share. TypeScript's code asks each module first whether it is an ES module,
 * which is known without loading it.
 */
const LAZY = `
  module.exports = (load, isModule, isFunction, names) =>
    new Proxy(isFunction ? (...given) => load()(...given) : {}, {
      get: (_, name) => (name === '__esModule' ? isModule === 1 : load()[name]),
      has: (_, name) => name in load(),
      ownKeys: () => names ?? Reflect.ownKeys(load()),
      getOwnPropertyDescriptor: (_, name) => {
        if (names?.includes(name))
          return { get: () => load()[name], enumerable: true, configurable: true };
        const found = Reflect.getOwnPropertyDescriptor(load(), name);
        return found && { ...found, configurable: true };
      },
    });`;
