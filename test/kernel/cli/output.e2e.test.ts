import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileIn, modeIn, namesIn } from '../../support/cli/lab-files.js';
import { buildTutorial, POLICY_FILE } from '../../support/cli/tutorial.js';
import { refused, refusedInJson, succeeded, withoutProgress } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
  await buildTutorial(lab);
});
afterAll(() => lab.stop());

describe('what was probably meant', () => {
  it.each([
    ['lst', 'the command "lst" does not exist', 'did you mean list?'],
    ['creat-vpc vpc3 10.3.0.0/16', 'the command "creat-vpc" does', 'did you mean create-vpc?'],
    ['show vcp1', 'VPC "vcp1" does not exist', 'did you mean vpc1?'],
    ['delete-vpc vpc12', 'VPC "vpc12" does not exist', 'did you mean vpc1?'],
    ['show vpc1/pubic', 'subnet of vpc1 "pubic" does not exist', 'did you mean public?'],
    ['exec vpc1 privat -- true', 'subnet of vpc1 "privat"', 'did you mean private?'],
    ['list --jsn', 'Nonexistent flag: --jsn', 'did you mean --json?'],
    ['delete-vpc vpc1 --dryrun', 'Nonexistent flag: --dryrun', 'did you mean --dry-run?'],
    ['create-vpc vpc3 10.3.0.0/16 --interface eth1', 'no interface "eth1"', 'did you mean eth0?'],
  ])('vpcctl %s', async (line, message, hint) => {
    const refusal = await refusedInJson(lab, line.split(' '));
    expect(refusal.message).toContain(message);
    expect(refusal.hints[0]).toBe(hint);
    expect(refusal.exitCode).toBe(2);
  });

  it.each([
    ['show nothing-like-it', 'there is: vpc1, vpc2'],
    ['list extra', 'see --help'],
    ['frobnicate', 'there is: add-instance, add-subnet, a'],
  ])('else what there is: vpcctl %s', async (line, hint) => {
    const { hints } = await refused(lab, line.split(' '));
    expect(hints[0]).toContain(hint);
  });
});

describe('colour', () => {
  const ESCAPE = '\u001b[';
  // `script` gives a terminal; the variables are those of a terminal, whatever this test runs in.
  const terminal = (command: string, ...variables: string[]) =>
    lab.run('env', [
      ...['-u', 'NO_COLOR', '-u', 'FORCE_COLOR', '-u', 'CI', 'TERM=xterm', ...variables],
      ...['script', '-qec', command, '/dev/null'],
    ]);

  it.each(['list', 'show vpc1', 'history', 'create-vpc vpc3 10.3.0.0/16 --dry-run'])(
    'on a terminal: vpcctl %s',
    async (line) => {
      expect(succeeded(await terminal(`vpcctl ${line}`)).stdout).toContain(ESCAPE);
    },
  );

  it('of errors, too', async () => {
    const { exitCode, stdout } = await terminal('vpcctl show vpc9');
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: expect.stringContaining(ESCAPE) });
  });

  it.each(['NO_COLOR=1', 'TERM=dumb'])('not with %s', async (variable) => {
    const lines = ['list', 'show vpc1', 'show vpc9', '--help'];
    const shown = lines.map((line) => terminal(`vpcctl ${line}`, variable));
    for (const { stdout } of await Promise.all(shown)) expect(stdout).not.toContain(ESCAPE);
  });

  it('not in JSON', async () => {
    const { stdout } = await terminal('vpcctl list --json');
    expect(stdout).not.toContain(ESCAPE);
    expect(JSON.parse(stdout)).toHaveProperty('vpcs');
  });

  it('not in a pipe, in CI neither', async () => {
    const options = { env: { CI: 'true', GITHUB_ACTIONS: 'true', TERM: 'xterm' } };
    for (const args of [['list'], ['show', 'vpc1'], ['show', 'vpc9']]) {
      const { stdout, stderr } = await lab.run('env', ['-u', 'FORCE_COLOR', 'vpcctl', ...args], {
        ...options,
      });
      expect(stdout + stderr).not.toContain(ESCAPE);
    }
  });

  it('of one output is not decided by the other', async () => {
    await terminal('vpcctl show vpc9 2>/run/errors');
    expect(fileIn(lab, '/run/errors')).toContain('error: VPC "vpc9" does not exist');
    expect(fileIn(lab, '/run/errors')).not.toContain(ESCAPE);
    await terminal('vpcctl show vpc1 >/run/shown');
    expect(fileIn(lab, '/run/shown')).toContain('vpc1 10.0.0.0/16');
    expect(fileIn(lab, '/run/shown')).not.toContain(ESCAPE);
  });
});

describe('the log', () => {
  // One host has one state, so this is another host.
  let other: Lab;
  beforeAll(async () => {
    other = await startLab();
  });
  afterAll(() => other.stop());

  /** Runs vpcctl there with a new state directory. */
  const fresh = (name: string, ...args: string[]) =>
    other.run('vpcctl', args, { env: { VPCCTL_HOME: `/run/${name}` } });

  it('is a file of JSON lines that only its owner may read, as is all of the state', async () => {
    succeeded(await fresh('log-info', 'create-vpc', 'vpc5', '10.5.0.0/16'));
    const log = (fileIn(other, '/run/log-info/vpcctl.log') ?? '').trimEnd().split('\n');
    expect(log.map((line) => JSON.parse(line))).toMatchObject([
      { level: 30, seq: 1, type: 'vpc.create', msg: 'create VPC vpc5 10.5.0.0/16' },
      { level: 30, seq: 1, msg: 'applied' },
    ]);
    expect(modeIn(other, '/run/log-info')).toBe('700');
    for (const name of namesIn(other, '/run/log-info') ?? []) {
      expect([name, modeIn(other, `/run/log-info/${name}`)]).toEqual([name, '600']);
    }
    succeeded(await fresh('log-info', 'delete-vpc', 'vpc5', '--log-level', 'silent'));
    expect(fileIn(other, '/run/log-info/vpcctl.log')?.trimEnd().split('\n')).toEqual(log);
  });

  it.each(['silent', 'warn'])('is not made by a command that works, at level %s', async (level) => {
    const state = `log-${level}`;
    succeeded(await fresh(state, 'create-vpc', 'vpc5', '10.5.0.0/16', '--log-level', level));
    succeeded(await fresh(state, 'delete-vpc', 'vpc5', `--log-level=${level}`));
    expect(namesIn(other, `/run/${state}`)).toEqual([
      'host.json',
      'journal.lock',
      'journal.ndjson',
      'vpcs.json',
    ]);
  });

  it('--log-level debug shows where an error comes from; otherwise there is no stack', async () => {
    const stack = /^ +at /m;
    expect((await lab.vpcctl('show', 'vpc9')).stderr).not.toMatch(stack);
    expect((await lab.vpcctl('show', 'vpc9', '--log-level', 'debug')).stderr).toMatch(stack);
    const env = { VPCCTL_LOG_LEVEL: 'debug' };
    const { stdout, stderr } = await lab.run('vpcctl', ['show', 'vpc9', '--json'], { env });
    expect(stderr).toMatch(stack);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'VPC_UNKNOWN' } });
  });

  it('has no other levels', async () => {
    const { hints, shown } = await refused(lab, ['list', '--log-level', 'loud']);
    expect(shown).toContain('debug, info, warn, silent');
    expect(hints).toEqual(['see --help']);
  });
});

it('ends quietly when nobody reads what it says', async () => {
  const { exitCode, stderr } = await lab.shell('set -o pipefail; vpcctl list | true');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
});

it('takes no argument from standard input', async () => {
  const options = { input: 'vpc1\n' };
  const { stderr, exitCode } = await lab.run('vpcctl', ['delete-vpc'], options);
  expect({ stderr, exitCode }).toEqual({
    stderr: expect.stringContaining('Missing 1 required arg'),
    exitCode: 2,
  });
});

it('reads a policy from standard input', async () => {
  const input = fileIn(lab, POLICY_FILE) ?? '';
  const args = ['apply-firewall', 'vpc1', 'public', '-'];
  const { stdout, stderr } = succeeded(await lab.run('vpcctl', args, { input }));
  expect(stdout).toContain('3 rules');
  expect(withoutProgress(stderr)).toBe('');
});
