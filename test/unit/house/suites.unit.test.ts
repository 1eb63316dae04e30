import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { CHECKOUT } from '../../support/checkout.js';
import { newMemoryDirectory } from '../../support/directories.js';

const SCRIPT = join(CHECKOUT, 'test/support/run/run.mjs');

interface Plan {
  readonly words: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}

// These scripts run without a build, so they have no types.
const { plan }: { plan: (suite: string, argv: readonly string[]) => Plan } = await import(SCRIPT);
const { suitesOf }: { suitesOf: (paths: readonly string[]) => string[] } = await import(
  join(CHECKOUT, '.ci/suites.mjs')
);

describe('the script that runs a suite', () => {
  it('sets a variable for each option, and chooses the projects', () => {
    const args = ['--runs', '300', '--seed', '1', '--at-once', '3', '--backend', 'nftables'];
    const { words, variables } = plan('worlds', [...args, 'packets']);
    expect(variables).toEqual({
      VPCCTL_TEST_SUITE: 'worlds',
      VPCCTL_TEST_WORLDS: '300',
      VPCCTL_TEST_WORLDS_AT_ONCE: '3',
      VPCCTL_TEST_SEED: '1',
    });
    expect(words.slice(0, 5)).toEqual(['run', 'packets', '--project', 'worlds', '--reporter']);
    const projects = plan('all', []).words.filter((_, at, all) => all[at - 1] === '--project');
    expect(projects).toEqual(['unit', 'kernel', 'kernel-legacy']);
  });

  it.each([
    ['worlds', ['--rnus', '3'], '--rnus'],
    ['worlds', ['--runs', 'many'], '--runs is a number from 1, not many'],
    ['chaos', ['--points', 'some'], '--points is few or all, not some'],
    ['unit', ['--flood', '3'], '--flood'],
    ['everything', [], 'a suite is one of all, unit'],
  ])('refuses %s %j', (suite, args, says) => {
    expect(() => plan(suite, args)).toThrow(says);
  });

  it('prints the next step for a bad option, and exits with 2', async () => {
    const { exitCode, stdout, stderr } = await execa('node', [SCRIPT, 'worlds', '--runs', '0'], {
      reject: false,
    });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^error: --runs is .*\n {2}→ with --help/);
  });

  it('has a script in package.json for each suite, and help with examples', async () => {
    const { scripts } = JSON.parse(readFileSync(join(CHECKOUT, 'package.json'), 'utf8'));
    for (const name of [
      'unit',
      'kernel',
      'attacks',
      'chaos',
      'worlds',
      'install',
      'page',
      'long',
    ]) {
      expect(scripts[`test:${name}`]).toMatch(new RegExp(`run\\.mjs ${name}$`));
    }
    const { stdout } = await execa('node', [SCRIPT, 'attacks', '--help']);
    expect(stdout).toMatch(/--mutations few\|all[\s\S]*\nExamples\n {2}npm run test:attacks/);
  });
});

describe('the long suite that a change requires', () => {
  it.each([
    ['plugins/nftables/src/compile.ts', 'attacks'],
    ['plugins/iptables-legacy/src/plugin.ts', 'attacks'],
    ['src/host/iproute2/compile.ts', 'attacks'],
    ['src/features/vpc/lower.ts', 'attacks'],
    ['src/model/workloads/select.ts', 'attacks'],
    ['src/engine/run/execute.ts', 'chaos'],
    ['src/engine/transaction/commit.ts', 'chaos'],
    ['journal/src/store/append.ts', 'chaos'],
    ['src/ui/views/vpc-tree.ts', null],
    ['docs/testing.md', null],
  ])('%s: %s', (path, suite) => {
    const expected = suite === null ? [] : [expect.stringMatching(`^${suite} \\d+ ${path}$`)];
    expect(suitesOf(['README.md', path])).toEqual(expected);
  });
});

it('CI ends with what failed, why, and the number of tests', async () => {
  const assertionResults = [
    { status: 'passed', fullName: 'good' },
    { status: 'failed', fullName: 'bad', failureMessages: ['Error: 1 is not 2'] },
  ];
  const testResults = [
    { name: join(CHECKOUT, 'test/one.ts'), status: 'failed', assertionResults },
    {
      name: join(CHECKOUT, 'test/two.ts'),
      status: 'failed',
      message: 'gone',
      assertionResults: [],
    },
  ];
  const report = join(newMemoryDirectory('vpcctl-ci-'), 'report.json');
  writeFileSync(report, JSON.stringify({ testResults }));
  const script = join(CHECKOUT, '.ci/results.cjs');
  const { stdout } = await execa('node', [script, 'summary', report, 'none.json'], {
    cwd: CHECKOUT,
  });
  expect(stdout.split('\n')).toEqual([
    'failed: test/one.ts: bad',
    '    Error: 1 is not 2',
    'failed: test/two.ts: could not be run',
    '    gone',
    '1 passed, 2 failed',
  ]);
});
