'use strict';
/**
 * Reads vitest's JSON reports.
 *
 *     node .ci/results.cjs failed REPORT                      the files with a failure, a line each
 *     node .ci/results.cjs summary [REPORT AGAIN]...          what failed, and why; what failed only once; `N passed, N failed`
 *
 * AGAIN is of a second run of the files that failed in REPORT; it need not exist. A file that could not even be loaded
 * counts as a failed test.
 */
const { existsSync, readFileSync } = require('node:fs');
const { relative } = require('node:path');

const [what, ...reports] = process.argv.slice(2);

function read(file) {
  if (file === undefined || !existsSync(file)) return [];
  return JSON.parse(readFileSync(file, 'utf8')).testResults ?? [];
}

/** Why a test failed, by its name. */
const reasons = new Map();
const MAX_REASON_LINES = 12;

/** The tests of some files: `passed` and `failed`, by name. */
function tally(files) {
  const names = { passed: [], failed: [] };
  for (const file of files) {
    const path = relative(process.cwd(), file.name);
    for (const test of file.assertionResults) {
      const name = `${path}: ${test.fullName}`;
      names[test.status]?.push(name);
      if (test.status === 'failed') reasons.set(name, test.failureMessages.join('\n'));
    }
    const failed = file.assertionResults.some((test) => test.status === 'failed');
    if (file.status === 'failed' && !failed) {
      names.failed.push(`${path}: could not be run`);
      reasons.set(`${path}: could not be run`, file.message);
    }
  }
  return names;
}

const isFailing = (file) => file.status === 'failed';

/** What a suite came to in the end, and which tests failed in its first run alone. */
function outcome(first, again) {
  const files = read(first);
  const second = read(again);
  const rerun = new Set(second.map((file) => file.name));
  const { passed, failed } = tally([...files.filter((file) => !rerun.has(file.name)), ...second]);
  const unsteady = tally(files.filter(isFailing)).failed.filter((name) => !failed.includes(name));
  return { passed: passed.length, failed, unsteady };
}

if (what === 'failed') {
  const paths = read(reports[0])
    .filter(isFailing)
    .map((file) => relative(process.cwd(), file.name));
  for (const path of new Set(paths)) console.log(path);
} else {
  const sum = { passed: 0, failed: 0 };
  for (let index = 0; index < reports.length; index += 2) {
    const { passed, failed, unsteady } = outcome(reports[index], reports[index + 1]);
    sum.passed += passed;
    sum.failed += failed.length;
    for (const name of failed) {
      console.log(`failed: ${name}`);
      const lines = (reasons.get(name) ?? '').split('\n').slice(0, MAX_REASON_LINES);
      for (const line of lines) console.log(`    ${line}`);
    }
    for (const name of unsteady) console.log(`unsteady: ${name}`);
  }
  console.log(`${sum.passed} passed, ${sum.failed} failed`);
}
