/**
 * Builds all that ships: minified CommonJS bundles of the CLI and of each plugin, oclif's manifests
 * and the code caches. Start-up time is a feature: see "Start-up" in docs/architecture.md.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Plugin } from '@oclif/core';
import { build } from 'esbuild';
import * as zod from 'zod';
import { lazyOclif } from './lazy-oclif.mjs';
import { bundledPackages, isPacked, noticesOf } from './notices.mjs';
import { FAR_BUNDLE, farSource, READING_BUNDLE, splitting } from './splitting.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Bundles beside the CLI's own two: the source each is made from, and where it goes. */
const BUNDLES = [
  ['src/lab/internet.ts', 'dist/lab-internet.cjs'],
  ['src/lab/probe.ts', 'dist/lab-probe.cjs'],
  ['src/host/probe/agent.ts', 'dist/probe-agent.cjs'],
  ['src/completion/main.ts', 'dist/complete.cjs'],
  ['src/demo/main.ts', 'dist/demo.cjs'],
  ['src/ui/help/manual.ts', 'dist/manual.cjs'],
  // It loads elk.cjs, too.
  ['src/page/server/drawer/worker.ts', 'dist/page-drawer.cjs'],
  ['test/bench/main.ts', 'dist/bench.cjs'],
  ['test/support/pictures/main.ts', 'dist/pictures.cjs'],
  ['test/support/lab/server/server.ts', 'dist/test-server.cjs'],
  // All plugins share it: src/ui/commands/lend-zod.ts.
  ['plugins/sdk/src/zod/index.ts', 'dist/zod.cjs'],
  // Only drawings need it, and it is larger than all else: src/drawing/layout/layout.ts.
  ['node_modules/elkjs/lib/elk.bundled.js', 'dist/elk.cjs'],
];

/** What stands in for packages that oclif loads at every start: docs/decisions/0001-start-up.md. */
const ALIASES = {
  debug: './bin/stand-ins/debug.cjs',
  // oclif compares the version of Node, and nothing else.
  semver: 'compare-versions',
  // prom-client takes it for numbers of its own process, which `metrics` does not give.
  '@opentelemetry/api': './bin/stand-ins/nothing.cjs',
  'wsl-utils': './bin/stand-ins/wsl-utils.mjs',
};

/** In bundles of plugins vpcctl's own zod stands in for the package. */
const LENT = { '@vpcctl/sdk/zod': './plugins/sdk/host-zod.cjs' };

/** The engine's bundle takes it from the bundle that plugins use, so that a command loads one zod. */
const sharedZod = {
  name: 'shared-zod',
  setup({ onResolve, onLoad }) {
    const namespace = 'shared-zod';
    onResolve({ filter: /^zod$/ }, ({ path }) => ({ path, namespace }));
    onResolve({ filter: /^\.\/zod\.cjs$/ }, ({ path }) => ({ path, external: true }));
    // By its names, since each import of a CommonJS module copies all of it, and 40 files import it.
    onLoad({ filter: /./, namespace }, () => ({
      contents: [
        "const zod = require('./zod.cjs');",
        ...Object.keys(zod).map(
          (name, n) => `const z${n} = zod.${name}; export { z${n} as ${name} };`,
        ),
      ].join('\n'),
    }));
  },
};

/** The library that lays out drawings is beside the engine's bundle, which loads it for a picture. */
const ownElk = {
  name: 'own-elk',
  setup({ onResolve, onLoad }) {
    const namespace = 'own-elk';
    onResolve({ filter: /^elkjs\// }, ({ path }) => ({ path, namespace }));
    onResolve({ filter: /^\.\/elk\.cjs$/ }, ({ path }) => ({ path, external: true }));
    // By require: a bundle with a code cache cannot import.
    const contents = "module.exports = require('./elk.cjs');";
    onLoad({ filter: /./, namespace }, () => ({ contents }));
  },
};

/**
 * In the bundle of reading commands all schemas are one, which accepts everything. It is for what was
 * checked when it was recorded: docs/decisions/0053-reading-what-is-recorded.md.
 */
const trustingZod = {
  name: 'trusting-zod',
  setup({ onResolve, onLoad }) {
    const namespace = 'trusting-zod';
    onResolve({ filter: /^zod$/ }, ({ path }) => ({ path, namespace }));
    onLoad({ filter: /./, namespace }, () => ({
      contents: [
        readFileSync(join(root, 'bin/stand-ins/trusting-zod.js'), 'utf8'),
        ...Object.keys(zod).map((name) => `export { schema as ${name} };`),
      ].join('\n'),
    }));
  },
};

/** Of zod's 50 languages only English is used. */
const englishOnly = {
  name: 'english-only',
  setup({ onLoad }) {
    onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};

/** Directories of workspaces that are oclif plugins. */
const plugins = readdirSync(join(root, 'plugins'))
  .map((name) => join('plugins', name))
  .filter((directory) => {
    const file = join(root, directory, 'package.json');
    return existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).oclif;
  });

// The hook is in a file of its own, or in the only one. Commands are apart: what doesn't run them
// doesn't read them.
for (const plugin of plugins) {
  const first = (...names) =>
    names.map((name) => `${plugin}/src/${name}.ts`).find((file) => existsSync(join(root, file)));
  BUNDLES.push([first('plugin', 'index'), `${plugin}/dist/plugin.cjs`]);
  const commands = first('commands', 'commands/index');
  if (commands !== undefined) BUNDLES.push([commands, `${plugin}/dist/commands.cjs`]);
}

// Sources that change while this runs are newer than the result.
const start = new Date();
applyPatches();
const { plugin: split, loadRare, held } = splitting(root);
const outputs = await Promise.all([
  bundle('dist/vpcctl.cjs', { entryPoints: ['src/index.ts'] }, lazyOclif(root, loadRare), split),
  ...BUNDLES.filter(([source]) => existsSync(join(root, source))).map(([source, target]) =>
    bundle(target, { entryPoints: [source] }, lazyOclif(root), englishOnly, ownElk),
  ),
]);
// What the bundle of reading commands imports with `import()` is in the engine's, which is built last.
for (const file of Object.keys(held).sort((a, b) => (a === FAR_BUNDLE) - (b === FAR_BUNDLE))) {
  const stdin = { contents: farSource(root, held[file]), resolveDir: root };
  const more = file === READING_BUNDLE ? [split, trustingZod] : [sharedZod, ownElk];
  outputs.push(await bundle(`dist/${file}`, { stdin }, lazyOclif(root), ...more));
}
for (const { file, text } of outputs) {
  rmSync(`${file}.cache`, { force: true });
  writeFile(file, text);
}
const page = await buildPage();
for (const { path, text } of page.files) writeFile(path, text);
const shipped = [...outputs.filter(({ file }) => isPacked(root, file)), page];
const packages = bundledPackages(shipped.map(({ metafile }) => metafile));
writeFile(join(root, 'dist/THIRD-PARTY-NOTICES.txt'), noticesOf(root, packages));
for (const name of ['init', 'enter', 'keep']) {
  writeFile(join(root, `dist/lab-${name}.sh`), readFileSync(join(root, `src/lab/${name}.sh`)));
}
for (const directory of ['.', ...plugins]) await makeManifest(join(root, directory));
makeManual();
makeCaches();
// bin/setup compares with this one.
writeFile(join(root, 'dist/built'), '');
utimesSync(join(root, 'dist/built'), start, start);

/** Those of patches/. What is patched already stays as it is. */
function applyPatches() {
  const program = join(root, 'node_modules', '.bin', 'patch-package');
  const { status, stdout } = spawnSync(program, ['--error-on-fail'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`patches/ can't be applied; run npm ci first:\n${stdout}`);
}

async function bundle(target, input, ...plugins) {
  const {
    outputFiles: [output],
    metafile,
  } = await build({
    absWorkingDir: root,
    ...input,
    outfile: target,
    write: false,
    metafile: true,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    minify: true,
    // zod compiles a function for each schema on its first use; a command uses most of them once.
    banner: { js: '(globalThis.__zod_globalConfig??={}).jitless=true;' },
    // oclif asks for it only where it would transpile, which `main` turns off.
    external: ['typescript'],
    // Where koffi is looked for; a bundle is CommonJS.
    define: { 'import.meta.filename': '__filename' },
    // Workspaces come from their sources.
    conditions: ['vpcctl-source'],
    alias: target.startsWith('plugins/') ? { ...ALIASES, ...LENT } : ALIASES,
    plugins,
    // jsonc-parser's CommonJS build can't be bundled; its module build can.
    mainFields: ['module', 'main'],
    logLevel: 'warning',
    // oclif's hook loader wants the function itself; other bundles export by name.
    ...(target.endsWith('plugin.cjs') && {
      footer: { js: 'module.exports=module.exports.default;' },
    }),
  });
  // bin/code-cache.js says what the tag is for.
  const tag = createHash('sha256').update(output.contents).digest('hex').slice(0, 16);
  return { file: join(root, target), text: `/*${tag}*/${output.text}`, metafile };
}

/** What browsers load: one script, one style and one page. They ask for nothing else. */
async function buildPage() {
  const from = join(root, 'src/page/browser');
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    metafile: true,
    entryPoints: { page: join(from, 'main.ts'), style: join(from, 'styles/page.css') },
    outdir: 'dist',
    write: false,
    bundle: true,
    format: 'iife',
    target: 'es2022',
    minify: true,
    conditions: ['vpcctl-source'],
    logLevel: 'warning',
  });
  const outputs = outputFiles.map(({ path, text }) => {
    return { path: path.replace('style.css', 'page.css'), text };
  });
  const html = readFileSync(join(from, 'page.html'), 'utf8');
  return { files: [...outputs, { path: join(root, 'dist/page.html'), text: html }], metafile };
}

async function makeManifest(directory) {
  // The commands of plugins are loaded, without vpcctl.
  globalThis[Symbol.for('vpcctl.zod')] ??= zod;
  const plugin = new Plugin({
    root: directory,
    type: 'core',
    ignoreManifest: true,
    errorOnManifestCreate: true,
    respectNoCacheDefault: true,
  });
  await plugin.load();
  const { commands, version } = plugin.manifest;
  writeFile(join(directory, 'oclif.manifest.json'), `${JSON.stringify({ commands, version })}\n`);
}

/** man/vpcctl.1, of the commands in all manifests. */
function makeManual() {
  const { manualPage } = createRequire(import.meta.url)('../dist/manual.cjs');
  const json = (...path) => JSON.parse(readFileSync(join(root, ...path), 'utf8'));
  const commands = ['.', ...plugins].flatMap((directory) =>
    Object.values(json(directory, 'oclif.manifest.json').commands),
  );
  const { version, description } = json('package.json');
  const date = start.toISOString().slice(0, 10);
  writeFile(join(root, 'man/vpcctl.1'), manualPage(commands, { version, description, date }));
}

/** Runs typical commands, so that the caches hold the functions these compile. */
function makeCaches() {
  const home = mkdtempSync(join(tmpdir(), 'vpcctl-build-'));
  const env = { ...process.env, VPCCTL_HOME: home };
  const vpcctl = join(root, 'bin', 'vpcctl');
  const run = (args, more) =>
    spawnSync(process.execPath, [vpcctl, ...args], { env: { ...env, ...more }, stdio: 'ignore' });
  for (const args of [['list'], ['list', '--json'], ['history']]) {
    run(args, { VPCCTL_CODE_CACHE: 'write' });
  }
  // Commands that change something need a lab; without one they start a little slower.
  const script = `
    export VPCCTL_CODE_CACHE=write
    vpcctl create-vpc a 10.0.0.0/16 && vpcctl add-subnet a b 10.0.1.0/24 --type public &&
    vpcctl list && vpcctl show a && vpcctl history -n 20 && vpcctl reach a/b a/b:22 &&
    vpcctl delete-vpc a`;
  run(['lab', '--', 'sh', '-c', script]);
  rmSync(home, { recursive: true });
}

/** In one step: a reader sees the old file or the new one. */
function writeFile(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, text);
  renameSync(fresh, file);
}
