'use strict';
/**
 * Reads vitest's JSON reports.
 *
 *     node .ci/results.cjs failed REPORT             the files with a failure, a line each
 *     node .ci/results.cjs summary REPORT [AGAIN]    what failed only once, and `N passed, N failed`
 *
 * AGAIN is of a second run of the files that failed in the first. A file that could not even be loaded counts as a
 * failed test.
 */
const { existsSync, readFileSync } = require('node:fs');
const { relative } = require('node:path');

const [what, first, again] = process.argv.slice(2);

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

const files = read(first);
const failing = files.filter((file) => file.status === 'failed');

if (what === 'failed') {
  const paths = failing.map((file) => relative(process.cwd(), file.name));
  for (const path of new Set(paths)) console.log(path);
} else {
  const second = read(again);
  const rerun = new Set(second.map((file) => file.name));
  const kept = files.filter((file) => !rerun.has(file.name));
  const { passed, failed } = tally([...kept, ...second]);
  for (const name of tally(failing).failed) {
    if (!failed.includes(name)) console.log(`unsteady: ${name}`);
  }
  console.log(`${passed.length} passed, ${failed.length} failed`);
}
