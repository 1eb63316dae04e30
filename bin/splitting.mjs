/**
 * Splits the CLI into two bundles: what every start needs, and what is loaded when it is first imported. A start
 * that reads less is faster, and esbuild can't split CommonJS itself.
 */
import { relative } from 'node:path';

/** The second bundle. It stands beside the first. */
export const FAR_BUNDLE = 'engine.cjs';

/** Dynamic imports that stay in the first bundle: what `list`, `show` and `exec` need. All others are far. */
const NEAR = [
  /@vpcctl\/sdk$/,
  /\/features\//,
  /\/engine\/(current|fields)\.js$/,
  /\/host\/(exec|search-path)\.js$/,
  /\/lab\/run\.js$/,
  /\/(error|fields|find|log|note-awaited|printable|show|state-as-of|view|vpcs)\.js$/,
];

/** Whose imports are looked at. */
const OURS = /^(src|journal)\//;

/**
 * An esbuild plugin for the first bundle: a far import is loaded from the second one.
 * @param far is filled with the paths of the modules that the second bundle has to hold
 */
export function splitting(root, far) {
  return {
    name: 'splitting',
    setup({ onResolve, onLoad, resolve }) {
      onResolve({ filter: /./ }, async ({ path, pluginData, ...from }) => {
        const { importer, resolveDir, kind } = from;
        if (kind !== 'dynamic-import' || pluginData === 'resolving') return;
        if (!OURS.test(relative(root, importer)) || NEAR.some((near) => near.test(path))) return;
        const found = await resolve(path, { importer, resolveDir, kind, pluginData: 'resolving' });
        far.add(found.path);
        return { path: found.path, namespace: 'far' };
      });
      onLoad({ filter: /./, namespace: 'far' }, ({ path }) => ({
        contents: `module.exports = require('./${FAR_BUNDLE}')[${key(root, path)}]();`,
        resolveDir: root,
      }));
      onResolve({ filter: /^\.\/engine\.cjs$/ }, ({ path }) => ({ path, external: true }));
    },
  };
}

/** The source of the second bundle: each far module behind a function, so that only what is imported runs. */
export function farSource(root, far) {
  const modules = [...far].sort().map((path) => {
    return `${key(root, path)}: () => require(${JSON.stringify(path)})`;
  });
  return `module.exports = {\n${modules.join(',\n')}\n};`;
}

function key(root, path) {
  return JSON.stringify(relative(root, path));
}
