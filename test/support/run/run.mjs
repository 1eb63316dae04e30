#!/usr/bin/env node
/**
 * Runs a suite: `node test/support/run/run.mjs SUITE [OPTIONS] [FILES]`, which package.json calls by the names of its
 * scripts. What the options say goes to the tests in variables, which lengths.ts reads.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ABOUT, BACKENDS, SUITES } from './suites.mjs';

const ROOT = join(import.meta.dirname, '../../..');
const lengths = JSON.parse(readFileSync(join(import.meta.dirname, 'options.json'), 'utf8'));

/** Options that say how a suite is run, and not how long it is. */
const ALWAYS = [
  { name: 'workers', help: 'test files at once (4 by default; of unit tests one for each core)' },
  { name: 'name', help: 'only tests whose names match this regular expression', isText: true },
  { name: 'report', help: 'a file for the results in JSON', isText: true },
];
const BACKEND = {
  name: 'backend',
  values: BACKENDS,
  help: 'one driver of the packet policy (both by default)',
};

class UsageError extends Error {}

function optionsOf(suite) {
  const own = lengths.filter(({ suites }) => suites.includes(suite));
  const hasBackends = SUITES[suite]['iptables-legacy'].length > 0;
  return [...own, ...(hasBackends ? [BACKEND] : []), ...ALWAYS];
}

function check({ name, values, isText = false }, value) {
  const isFine = isText || (values?.includes(value) ?? /^[1-9]\d{0,8}$/.test(value));
  const wanted = values?.join(' or ') ?? 'a number from 1';
  if (!isFine) throw new UsageError(`--${name} is ${wanted}, not ${value}`);
}

/** What is started for a command line: the words for vitest, and the variables. */
export function plan(suite, argv) {
  if (!Object.hasOwn(SUITES, suite ?? '')) {
    throw new UsageError(`a suite is one of ${Object.keys(SUITES).join(', ')}, not ${suite}`);
  }
  const options = optionsOf(suite);
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      ...Object.fromEntries(options.map(({ name }) => [name, { type: 'string' }])),
      help: { type: 'boolean', short: 'h' },
      print: { type: 'boolean' },
    },
  });
  if (values.help) return { help: true };
  const given = options.filter(({ name }) => values[name] !== undefined);
  for (const option of given) check(option, values[option.name]);
  const backends = values.backend === undefined ? BACKENDS : [values.backend];
  const projects = backends.flatMap((backend) => SUITES[suite][backend]);
  // What waits for nothing has one for each core; kernel tests wait for programs, and have more.
  const workers = values.workers ?? (suite === 'unit' ? String(availableParallelism()) : undefined);
  const reporters = ['default', './test/support/run/seconds-reporter.ts'];
  if (values.report !== undefined) reporters.push('json');
  return {
    print: values.print === true,
    words: [
      ...['run', ...positionals],
      ...projects.flatMap((project) => ['--project', project]),
      ...reporters.flatMap((reporter) => ['--reporter', reporter]),
      ...(values.report === undefined ? [] : ['--outputFile.json', values.report]),
      ...(workers === undefined ? [] : ['--maxWorkers', workers]),
      ...(values.name === undefined ? [] : ['--testNamePattern', values.name]),
    ],
    variables: Object.fromEntries([
      ['VPCCTL_TEST_SUITE', suite],
      ...given.flatMap(({ name, variable }) =>
        variable === undefined ? [] : [[variable, values[name]]],
      ),
    ]),
  };
}

function help(suite) {
  const script = suite === 'all' ? 'npm test' : `npm run test:${suite}`;
  const rows = optionsOf(suite).map(({ name, values, isText, default: usual, help: text }) => {
    const value = values?.join('|') ?? (isText ? 'TEXT' : 'N');
    const otherwise = typeof usual === 'string' ? ` (${usual} by default)` : '';
    return `  ${`--${name} ${value}`.padEnd(38)} ${text}${otherwise}`;
  });
  const examples = ABOUT[suite].examples.map(
    (words) => `  ${script}${words === '' ? '' : ` -- ${words}`}`,
  );
  return [
    `${script} [-- OPTIONS] [FILES]`,
    `\n${ABOUT[suite].holds[0].toUpperCase()}${ABOUT[suite].holds.slice(1)}. FILES are parts of paths.`,
    '\nOptions',
    ...rows,
    `  ${'--print'.padEnd(38)} only say what would be started`,
    '\nExamples',
    ...examples,
  ].join('\n');
}

function main([suite, ...argv]) {
  const planned = plan(suite, argv);
  if (planned.help) return console.log(help(suite));
  if (planned.print) {
    const set = Object.entries(planned.variables).map(([name, value]) => `${name}=${value}`);
    return console.log([...set, 'vitest', ...planned.words].join(' '));
  }
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const child = spawn(process.execPath, [vitest, ...planned.words], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...planned.variables },
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}

if (import.meta.filename === process.argv[1]) {
  try {
    main(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof UsageError) && !error.code?.startsWith('ERR_PARSE_ARGS')) throw error;
    console.error(`error: ${error.message}\n  → with --help, all options and examples are listed`);
    process.exitCode = 2;
  }
}
