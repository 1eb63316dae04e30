import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileIn, journalOf, STATE } from '../../support/cli/lab-files.js';
import { buildTutorial, POLICY_FILE, writeIn } from '../../support/cli/tutorial.js';
import { succeeded, withoutProgress } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';

// What a command says and refuses, test/unit/cli asks without a process; this is what only a process has.
let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
  await buildTutorial(lab);
});
afterAll(() => lab.stop());

const ESCAPE = '\u001b[';

it.each([
  [0, 'list'],
  [1, 'reach vpc1/private internet'],
  [2, 'delete-vpc vpc9'],
  [2, 'list --jsn'],
  [2, 'frobnicate'],
  [127, 'exec vpc1 public -- no-such-program'],
])('ends with exit code %i: vpcctl %s', async (code, line) => {
  const { exitCode, stdout, stderr } = await lab.run('vpcctl', line.split(' '));
  expect({ exitCode, hasOutput: stdout !== '', hasError: stderr !== '' }).toEqual({
    exitCode: code,
    hasOutput: code < 2,
    hasError: code >= 2,
  });
});

it('ends with exit code 4 where the journal is damaged', async () => {
  const whole = journalOf(lab) ?? '';
  writeIn(lab, `${STATE}/journal.ndjson`, whole.replace('172.16.1.0', '172.16.9.0'));
  const { exitCode, stdout } = await lab.run('vpcctl', ['journal', 'verify', '--json']);
  writeIn(lab, `${STATE}/journal.ndjson`, whole);
  expect(exitCode).toBe(4);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'JOURNAL_DAMAGED', exitCode: 4 } });
});

it.each(['a;rm', 'a\nb', '$(x)', '\u001b]0;x\u0007'])(
  'a hostile name is refused and printed escaped: %j',
  async (name) => {
    const args = ['create-vpc', '--', name, '10.9.0.0/16'];
    const { exitCode, stderr } = await lab.run('vpcctl', args);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not reach a terminal
      stderr: expect.not.stringMatching(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/),
    });
    expect(stderr).toContain('a VPC cannot be named');
  },
);

describe('colour', () => {
  // `script` gives a terminal; the variables are those of a terminal, whatever this test runs in.
  const terminal = (command: string, ...variables: string[]) =>
    lab.run('env', [
      ...['-u', 'NO_COLOR', '-u', 'FORCE_COLOR', '-u', 'CI', 'TERM=xterm', ...variables],
      ...['script', '-qec', command, '/dev/null'],
    ]);

  it.each(['list', 'show vpc1', 'history', 'create-vpc vpc3 10.3.0.0/16 --dry-run'])(
    'is used on a terminal: vpcctl %s',
    async (line) => {
      expect(succeeded(await terminal(`vpcctl ${line}`)).stdout).toContain(ESCAPE);
    },
  );

  it('is also in errors', async () => {
    const { exitCode, stdout } = await terminal('vpcctl show vpc9');
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: expect.stringContaining(ESCAPE) });
  });

  it.each(['NO_COLOR=1', 'TERM=dumb'])('is off with %s', async (variable) => {
    const lines = ['list', 'show vpc1', 'show vpc9', '--help'];
    const shown = lines.map((line) => terminal(`vpcctl ${line}`, variable));
    for (const { stdout } of await Promise.all(shown)) expect(stdout).not.toContain(ESCAPE);
  });

  it('is never in JSON', async () => {
    const { stdout } = await terminal('vpcctl list --json');
    expect(stdout).not.toContain(ESCAPE);
    expect(JSON.parse(stdout)).toHaveProperty('vpcs');
  });

  it('is off in a pipe and in CI', async () => {
    const env = { CI: 'true', GITHUB_ACTIONS: 'true', TERM: 'xterm' };
    for (const args of [
      ['show', 'vpc1'],
      ['show', 'vpc9'],
    ]) {
      const line = ['-u', 'FORCE_COLOR', 'vpcctl', ...args];
      const { stdout, stderr } = await lab.run('env', line, { env });
      expect(stdout + stderr).not.toContain(ESCAPE);
    }
  });

  it('is decided for each output by itself', async () => {
    await terminal('vpcctl show vpc9 2>/run/errors');
    expect(fileIn(lab, '/run/errors')).toContain('error: VPC "vpc9" does not exist');
    expect(fileIn(lab, '/run/errors')).not.toContain(ESCAPE);
    await terminal('vpcctl show vpc1 >/run/shown');
    expect(fileIn(lab, '/run/shown')).toContain('vpc1 10.0.0.0/16');
    expect(fileIn(lab, '/run/shown')).not.toContain(ESCAPE);
  });
});

it('ends quietly when its output is closed', async () => {
  const { exitCode, stderr } = await lab.shell('set -o pipefail; vpcctl list | true');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
});

describe('standard input', () => {
  it('is not read as an argument', async () => {
    const { stderr, exitCode } = await lab.run('vpcctl', ['delete-vpc'], { input: 'vpc1\n' });
    expect({ stderr, exitCode }).toEqual({
      stderr: expect.stringContaining('no VPC is named'),
      exitCode: 2,
    });
  });

  it('may hold a policy', async () => {
    const input = fileIn(lab, POLICY_FILE) ?? '';
    const args = ['apply-firewall', 'vpc1', 'public', '-'];
    const { stdout, stderr } = succeeded(await lab.run('vpcctl', args, { input }));
    expect(stdout).toContain('3 rules');
    expect(withoutProgress(stderr)).toBe('');
  });
});

it('an unreadable policy file is named', async () => {
  await lab.shell(`echo '{}' >/run/secret.json; chmod 0 /run/secret.json`);
  // Root may read all; who has dropped that right may not.
  const { exitCode, stderr } = await lab.run('setpriv', [
    ...['--bounding-set=-dac_override,-dac_read_search', '--inh-caps=-all', '--'],
    ...['vpcctl', 'apply-firewall', 'vpc1', 'public', '/run/secret.json'],
  ]);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 2,
    stderr: expect.stringMatching(/"\/run\/secret\.json" can't be read: .*permission denied/),
  });
});

describe('where the output cannot be written', () => {
  const FULL = 'error: the output cannot be written: no space left on device';

  it.each([
    'list',
    'list --json',
    'history',
    'create-vpc --help',
    'add-subnet vpc1 full 10.0.30.0/24',
  ])('a short error says so: vpcctl %s', async (line) => {
    const { exitCode, stderr } = await lab.run('sh', ['-c', `vpcctl ${line} > /dev/full`]);
    const lines = withoutProgress(stderr).split('\n');
    expect({ exitCode, first: lines[0], count: lines.length }).toEqual({
      ...{ exitCode: 3, first: FULL, count: 3 },
    });
  });

  it('a change is made all the same, also where its errors cannot be written either', async () => {
    const add = 'vpcctl add-subnet vpc1 full2 10.0.31.0/24 --explain';
    const { exitCode } = await lab.run('sh', ['-c', `${add} > /dev/full 2> /dev/full`]);
    expect(exitCode).toBe(3);
    const { stdout } = await lab.run('vpcctl', ['history', '-n', '2']);
    expect(stdout.match(/add private subnet full2? .* applied/g)).toHaveLength(2);
  });
});
