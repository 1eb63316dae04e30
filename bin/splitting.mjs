/**
 * Splits the CLI into bundles: what every start needs, and what is loaded when it is imported.
 * A start that reads less is faster, and esbuild can't split CommonJS itself.
 */
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * What the first bundle holds: these folders, and what they import at the top of a file. All else
 * that the sources import with `import()` is in the engine's bundle. `list`, `show` and `exec` need
 * the first bundle only: test/kernel/start/bundles.int.test.ts fails where they need another.
 */
const NEAR = [
  'plugins/sdk/',
  'src/engine/current/',
  'src/features/',
  'src/host/netns/',
  'src/host/process/',
  'src/lab/',
  'src/model/',
  'src/ui/errors/',
  'src/ui/reading/',
  'src/ui/text/',
  'src/ui/views/',
];

/** The bundle of the engine. It stands beside the first. */
export const FAR_BUNDLE = 'engine.cjs';
/** The bundle of the commands that read what is recorded; its zod accepts everything. */
export const READING_BUNDLE = 'reading.cjs';
/** The bundle of the packages that oclif seldom uses, see lazy-oclif.mjs. */
export const RARE_BUNDLE = 'rare.cjs';

/** The folder that the bundle of reading commands holds, with what it imports at the top of a file. */
const RECORDED = 'src/engine/recorded/';

/** Whose imports are looked at. */
const OURS = /^(src|journal)\//;

const NAMESPACE = 'far';

/**
 * @param root the project's directory
 * @returns `plugin` for esbuild, which builds the first bundle with it; `loadRare`, the expression
 * that loads a package from the rare bundle; `held`, the paths of the modules that each further
 * bundle has to hold, complete when the first is built
 */
export function splitting(root) {
  for (const near of NEAR) {
    if (!existsSync(join(root, near))) throw new Error(`bin/splitting.mjs: there is no ${near}`);
  }
  const held = Object.fromEntries(
    [FAR_BUNDLE, READING_BUNDLE, RARE_BUNDLE].map((bundle) => [bundle, new Set()]),
  );
  const loadFrom = (bundle) => (path) => {
    held[bundle].add(path);
    return `require('./${bundle}')[${key(root, path)}]()`;
  };
  const plugin = {
    name: 'splitting',
    setup({ onResolve, onLoad, resolve }) {
      onResolve({ filter: /./ }, async ({ path, importer, kind, resolveDir, pluginData }) => {
        if (kind !== 'dynamic-import' || pluginData === NAMESPACE) return;
        if (!OURS.test(relative(root, importer))) return;
        const found = await resolve(path, { importer, kind, resolveDir, pluginData: NAMESPACE });
        if (isNear(relative(root, found.path))) return;
        return { path: found.path, namespace: NAMESPACE };
      });
      onLoad({ filter: /./, namespace: NAMESPACE }, ({ path }) => ({
        contents: `module.exports = ${loadFrom(bundleOf(relative(root, path)))(path)};`,
      }));
      onResolve({ filter: /^\.\/(engine|reading|rare)\.cjs$/ }, ({ path }) => ({
        path,
        external: true,
      }));
    },
  };
  return { plugin, loadRare: loadFrom(RARE_BUNDLE), held };
}

function isNear(path) {
  return NEAR.some((near) => path.startsWith(near));
}

function bundleOf(path) {
  return path.startsWith(RECORDED) ? READING_BUNDLE : FAR_BUNDLE;
}

/** The source of a further bundle: each module is in a function, so only what is imported runs. */
export function farSource(root, paths) {
  const modules = [...paths].sort().map((path) => {
    return `${key(root, path)}: () => require(${JSON.stringify(path)})`;
  });
  return `module.exports = {\n${modules.join(',\n')}\n};`;
}

function key(root, path) {
  return JSON.stringify(relative(root, path));
}
