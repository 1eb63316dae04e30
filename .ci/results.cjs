'use strict';
/**
 * Reads vitest's JSON reports.
 *
 *     node .ci/results.cjs failed REPORT                      the files with a failure, a line each
 *     node .ci/results.cjs summary [REPORT AGAIN]...          what failed only once, and `N passed, N failed`
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

/** The tests of some files: `passed` and `failed`, by name. */
function tally(files) {
  const names = { passed: [], failed: [] };
  for (const file of files) {
    const path = relative(process.cwd(), file.name);
    for (const test of file.assertionResults) names[test.status]?.push(`${path}: ${test.fullName}`);
    const failed = file.assertionResults.some((test) => test.status === 'failed');
    if (file.status === 'failed' && !failed) names.failed.push(`${path}: could not be run`);
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
  return { passed: passed.length, failed: failed.length, unsteady };
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
    sum.failed += failed;
    for (const name of unsteady) console.log(`unsteady: ${name}`);
  }
  console.log(`${sum.passed} passed, ${sum.failed} failed`);
}
