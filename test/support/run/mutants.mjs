/**
 * Breaks one line of the engine or the journal at a time, in a copy of the project, and runs the
 * unit tests on it: first those of the same folder, then those of its parents. Prints which test
 * caught each break, as rows of a Markdown table.
 *
 *     node test/support/run/mutants.mjs --seed 1 --count 20
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, count: { type: 'string', default: '20' } },
});

const MUTATED = ['src/engine', 'journal/src'];
/** What is copied; node_modules holds links to the copies of the workspaces. */
const COPIED = [
  'src',
  'journal',
  'plugins',
  'examples',
  'test',
  'docs',
  'bin',
  '.ci',
  'patches',
  'node_modules',
];

/** A break of a line: what is looked for, and what stands there instead. */
const BREAKS = [
  [/ === /, ' !== '],
  [/ !== /, ' === '],
  [/ && /, ' || '],
  [/ \|\| /, ' && '],
  [/ < /, ' <= '],
  [/ > /, ' >= '],
  [/ \+ 1\b/, ' + 0'],
  [/ - 1\b/, ' - 0'],
  [/\btrue\b/, 'false'],
  [/\bfalse\b/, 'true'],
  // It ignores a function, and copies the list.
  [/\.filter\(/, '.flat('],
  [/^(\s+)(?:await )?[a-z]\w*(?:\.\w+)+\(.*\);$/, '$1;'],
  [/^(\s+)if \(.*\) (?:return|throw|continue|break).*;$/, '$1;'],
  [/ \? (.+) : (.+);$/, ' ? $2 : $1;'],
];

/** Ends an endless loop. All unit tests take less, even on a busy machine. */
const PATIENCE_MS = 1_200_000;

/** The tests that pass while nothing is broken. */
const passing = new Set();

const random = generator(Number(values.seed));
const place = mkdtempSync(join(tmpdir(), 'vpcctl-mutants-'));
try {
  for (const name of COPIED) {
    cpSync(join(root, name), join(place, name), { recursive: true, verbatimSymlinks: true });
  }
  for (const name of readdirSync(root).filter((file) => /\.(json|ts|md)$|^LICENSE$/.test(file))) {
    cpSync(join(root, name), join(place, name));
  }
  console.log('| file and line | now | caught by |\n|---|---|---|');
  for (const site of pick(Number(values.count))) {
    const { file, number, before, after } = site;
    const caught = catcherOf(site) ?? '**not caught**';
    const code = after.trim() === ';' ? `(removed) ${before.trim()}` : after.trim();
    console.log(`| ${file}:${number} | \`${code.replaceAll('|', '\\|')}\` | ${caught} |`);
  }
} finally {
  rmSync(place, { recursive: true, force: true });
}

/** Lines that can be broken, drawn by lot: no line twice. */
function pick(count) {
  const sites = MUTATED.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true }),
  )
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort()
    .flatMap((file) =>
      readFileSync(join(root, file), 'utf8')
        .split('\n')
        .flatMap((before, index) => broken(file, index + 1, before)),
    );
  const picked = new Map();
  while (picked.size < Math.min(count, sites.length)) {
    const site = sites[Math.floor(random() * sites.length)];
    picked.set(`${site.file}:${site.number}`, site);
  }
  return [...picked.values()];
}

function broken(file, number, before) {
  if (/^\s*(\*|\/\/|\/\*|import|export (type|\*|\{))/.test(before)) return [];
  return BREAKS.filter(([pattern]) => pattern.test(before)).map(([pattern, replacement]) => {
    return { file, number, before, after: before.replace(pattern, replacement) };
  });
}

/** The file and the case that fail because of a break; null where none does. */
function catcherOf({ file, number, after }) {
  const path = join(place, file);
  const whole = readFileSync(path, 'utf8');
  const lines = whole.split('\n');
  lines[number - 1] = after;
  for (const tests of testsFor(file)) {
    writeFileSync(path, lines.join('\n'));
    const failure = firstFailure(tests);
    writeFileSync(path, whole);
    if (failure === null) continue;
    demandPassing(failure.tests);
    return failure.says;
  }
  return null;
}

/** Folders of unit tests for a source file, the nearest first and the one with all tests last. */
function testsFor(file) {
  const folders = ['test/'];
  const nearest = join('test/unit', dirname(file.replace(/^src\//, '').replace('/src/', '/')));
  for (let folder = nearest; folder !== 'test/unit'; folder = dirname(folder)) {
    if (existsSync(join(place, folder))) folders.splice(-1, 0, `${folder}/`);
  }
  return folders;
}

/** A failure proves something about a break only if the same tests pass without it. */
function demandPassing(tests) {
  if (passing.has(tests)) return;
  const failure = firstFailure(tests);
  if (failure !== null) throw new Error(`a test fails with nothing broken: ${failure.says}`);
  passing.add(tests);
}

/** The first of the unit tests (of a folder or a file) that fails, and its file; or null. */
function firstFailure(tests) {
  const vitest = join(place, 'node_modules/vitest/vitest.mjs');
  const words = ['run', tests, '--project', 'unit', '--bail', '1', '--reporter', 'json'];
  const { stdout } = spawnSync(process.execPath, [vitest, ...words], {
    cwd: place,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
    timeout: PATIENCE_MS,
  });
  try {
    const report = JSON.parse(stdout.slice(stdout.indexOf('{')));
    for (const file of report.testResults) {
      const failed = file.assertionResults.find(({ status }) => status === 'failed');
      const path = relative(place, file.name);
      const where = path.replace(/^test\/unit\//, '').replace('.unit.test.ts', '');
      if (failed !== undefined) return { tests: path, says: `${where}: ${failed.fullName}` };
      if (file.status === 'failed') return { tests: path, says: `${where} cannot be loaded` };
    }
    return null;
  } catch {
    return { tests, says: 'the run ends (endless loop or crash)' };
  }
}

/** Numbers from 0 to 1 by a seed (mulberry32), so that a run can be repeated. */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
}
