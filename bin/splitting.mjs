/**
 * Splits the CLI into bundles: what every start needs, and what is loaded when it is first imported. A start that reads
 * less is faster, and esbuild can't split CommonJS itself.
 */
import { relative } from 'node:path';

/** The bundle of the engine. It stands beside the first. */
export const FAR_BUNDLE = 'engine.cjs';
/** The bundle of what oclif uses for help, for templates and for what we have not. */
export const RARE_BUNDLE = 'rare.cjs';

/** Packages that oclif loads when it needs them, see adapt-oclif.mjs. None of them imports anything of ours or oclif's. */
const RARE =
  /^(clean-stack|cli-spinners|debug|ejs|indent-string|lilconfig|minimatch|semver|string-width|supports-color|tinyglobby|widest-line|wordwrap|wrap-ansi|wsl-utils|ansi-escapes)$/;
const OCLIF = /node_modules\/@oclif\//;

/** Dynamic imports that stay in the first bundle: what `list`, `show` and `exec` need. All others are far. */
const NEAR = [
  /@vpcctl\/sdk$/,
  /\/(features|model)\//,
  /\/(current-state|feature-fields)\.js$/,
  /\/(in-namespace|search-path)\.js$/,
  /\/lab\/run\.js$/,
  /\/(error|fields|find|log|note-awaited|printable|read-state|vpc|vpc-table|vpc-tree)\.js$/,
];

/** Whose imports are looked at. */
const OURS = /^(src|journal)\//;

/**
 * An esbuild plugin for the first bundle: a far or rare import is loaded from a bundle of its own.
 * @returns the plugin, and by bundle the paths of the modules that it has to hold, complete when the first is built
 */
export function splitting(root) {
  const held = { [FAR_BUNDLE]: new Set(), [RARE_BUNDLE]: new Set() };
  const plugin = {
    name: 'splitting',
    setup({ onResolve, onLoad, resolve }) {
      onResolve({ filter: /./ }, async ({ path, pluginData, ...from }) => {
        const { importer, resolveDir, kind } = from;
        if (pluginData === 'resolving') return;
        const namespace = bundleOf(relative(root, importer), path, kind);
        if (namespace === null) return;
        const found = await resolve(path, { importer, resolveDir, kind, pluginData: 'resolving' });
        held[namespace].add(found.path);
        return { path: found.path, namespace };
      });
      for (const namespace of Object.keys(held)) {
        onLoad({ filter: /./, namespace }, ({ path }) => ({
          contents: `module.exports = require('./${namespace}')[${key(root, path)}]();`,
          resolveDir: root,
        }));
      }
      onResolve({ filter: /^\.\/(engine|rare)\.cjs$/ }, ({ path }) => ({ path, external: true }));
    },
  };
  return { plugin, held };
}

function bundleOf(importer, path, kind) {
  if (OCLIF.test(importer) && RARE.test(path)) return RARE_BUNDLE;
  const far = kind === 'dynamic-import' && OURS.test(importer);
  return far && !NEAR.some((near) => near.test(path)) ? FAR_BUNDLE : null;
}

/** The source of a further bundle: each module behind a function, so that only what is imported runs. */
export function farSource(root, paths) {
  const modules = [...paths].sort().map((path) => {
    return `${key(root, path)}: () => require(${JSON.stringify(path)})`;
  });
  return `module.exports = {\n${modules.join(',\n')}\n};`;
}

function key(root, path) {
  return JSON.stringify(relative(root, path));
}
