/**
 * What is written differently in oclif's sources when they are bundled. oclif loads all of itself, and of what it stands
 * on, before it does anything; here a start loads what it uses.
 */
import { readFileSync } from 'node:fs';

/** By the end of a file's path: what stands there, and what is to. */
const EDITS = {
  // Sorting by the rules of a language means loading them, which is a sixteenth of a start.
  'config/plugin.js': ['a.id.localeCompare(b.id)', '(a.id < b.id ? -1 : 1)'],
  // `@vpcctl/*` says which names; a name has no further slash.
  'config/plugin-loader.js': [
    '(0, minimatch_1.minimatch)(p, w)',
    '(/^@[\\w-]+\\/\\*$/.test(w) ? p.startsWith(w.slice(0, -1)) : (0, minimatch_1.minimatch)(p, w))',
  ],
  // See bin/code-cache.js.
  'module-loader.js': ['await import(', 'await (require.import ?? ((url) => import(url)))('],
  // Without DEBUG it tells nobody anything, but not before it has looked at the terminal.
  'lib/logger.js': [
    '(0, debug_1.default)(namespace)',
    'process.env.DEBUG ? (0, debug_1.default)(namespace) : Object.assign(() => {}, { enabled: false })',
  ],
  // Two versions need no library of version ranges.
  '/lib/index.js': [
    "const semver = require('semver');",
    `const semver = { satisfies: (version, range) => {
      if (!/^>=\\d+\\.\\d+$/.test(range)) return require('semver').satisfies(version, range);
      const [[a, b], [c, d]] = [version, range.slice(2)].map((each) => each.split('.').map(Number));
      return a > c || (a === c && b >= d);
    } };`,
  ],
  // A dozen small files at every start: asking other threads for them takes longer than reading them.
  'util/fs.js': ['await (0, promises_1.readFile)(path', '(0, node_fs_1.readFileSync)(path'],
  // vpcctl runs on Linux, and looks the same on one that runs beside Windows.
  'util/os.js': ["(await import('wsl-utils')).isWsl ? 'wsl' : ", ''],
};

/** TypeScript's `const x_1 = require("x")`, with and without its wrapper for default imports. */
const REQUIRE = /^(?:const|var) (\w+_\d+) = ((?:__importDefault\()?require\("[^"]+"\)\)?);$/gm;

/** An esbuild plugin. */
export const adaptOclif = {
  name: 'adapt-oclif',
  setup({ onLoad }) {
    onLoad({ filter: /@oclif\/core\/lib\/.*\.js$/ }, ({ path }) => ({
      contents: lazily(edited(path, readFileSync(path, 'utf8'))),
    }));
  },
};

function edited(path, source) {
  const [, edit] = Object.entries(EDITS).find(([end]) => path.endsWith(end)) ?? [];
  if (edit === undefined) return source;
  const [before, after] = edit;
  if (!source.includes(before)) throw new Error(`${path} has changed: no ${before}`);
  return source.replaceAll(before, () => after);
}

/**
 * A module is loaded when something of it is first asked for. One whose name is used in any other way is loaded at
 * once, as ever.
 */
function lazily(source) {
  let result = source;
  for (const [line, name, load] of source.matchAll(REQUIRE)) {
    const uses = result.replace(line, '').match(new RegExp(`\\b${name}\\b.?`, 'g')) ?? [];
    if (uses.some((use) => !use.endsWith('.'))) continue;
    result = result
      // In parentheses: `new (x_1()).Command()` makes a Command.
      .replaceAll(new RegExp(`\\b${name}\\.`, 'g'), `(${name}()).`)
      .replace(line, () => `let ${name}$; function ${name}() { return ${name}$ ??= ${load}; }`);
  }
  return result;
}
