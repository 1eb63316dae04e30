import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectUnchanged } from '../../support/chaos/unchanged.js';
import { journalOf, STATE } from '../../support/cli/lab-files.js';
import { buildTutorial } from '../../support/cli/tutorial.js';
import { withoutProgress } from '../../support/cli/vpcctl.js';
import { without } from '../../support/cli/without.js';
import { type Lab, type RunResult, startLab } from '../../support/lab/harness.js';
import type { HostState } from '../../support/lab/host-state.js';
import { wholeHost } from '../../support/lab/whole-host.js';

let lab: Lab;
let host: HostState;
let journal: string | null;
beforeAll(async () => {
  lab = await startLab();
  await buildTutorial(lab);
  host = await wholeHost(lab);
  journal = journalOf(lab);
});
afterAll(() => lab.stop());

async function expectRefused(result: RunResult, code: string, ...said: string[]): Promise<void> {
  expect(result).toMatchObject({ exitCode: 3, stdout: '' });
  for (const text of said) expect(result.stderr).toContain(text);
  expect(result.stderr).not.toMatch(/^ +at /m);
  expect(journalOf(lab), code).toBe(journal);
  await expectUnchanged(lab, host);
}

describe('a user who is not root', () => {
  /** As uid 65534: a user namespace maps the user of the tests to it. */
  const asNobody = (...command: string[]) =>
    lab.run('unshare', ['--user', '--map-user=65534', '--map-group=65534', '--', ...command]);

  it('has the uid 65534 in these tests', async () => {
    expect((await asNobody('id', '-u')).stdout).toBe('65534\n');
  });

  it('gets both ways to be root as hints', async () => {
    const result = await asNobody('vpcctl', 'delete-vpc', 'vpc2');
    await expectRefused(
      result,
      'NOT_ROOT',
      'error: only root may change the network of this host',
      '→ sudo vpcctl delete-vpc vpc2',
      '→ vpcctl lab -- vpcctl delete-vpc vpc2',
    );
  });

  it('may not enter a namespace', async () => {
    const result = await asNobody('vpcctl', 'exec', 'vpc1', 'public', '--', 'true');
    await expectRefused(result, 'NOT_ROOT', '→ sudo vpcctl exec vpc1 public -- true');
  });
});

it.each(['20', '30'])('a change is refused where only %s files may be open', async (limit) => {
  const result = await lab.shell(`ulimit -n ${limit}; vpcctl delete-vpc vpc2`);
  const says = `error: only ${limit} files may be open at a time; a change needs 64`;
  await expectRefused(result, 'HOST_OPEN_FILES_LIMIT', says, 'ulimit -n 1024');
});

/** As on a machine where koffi cannot be loaded. */
const PROGRAMS = ['env', 'VPCCTL_EXECUTOR=programs'];

describe('a program that is not installed', () => {
  it.each([
    ['ip', 'ip is not installed', 'apt install iproute2'],
    ['nft', 'nft is not installed', 'apt install nftables'],
    ['flock', 'flock is not installed', 'apt install util-linux'],
  ])('is named with its package: %s', async (program, message, hint) => {
    const result = await without(lab, [program], ...PROGRAMS, 'vpcctl', 'delete-vpc', 'vpc1');
    await expectRefused(result, 'HOST_PROGRAM_MISSING', `error: ${message}`, `→ ${hint}`);
  });

  it('is named for exec: ip', async () => {
    const result = await without(lab, ['ip'], 'vpcctl', 'exec', 'vpc1', 'public', '--', 'true');
    await expectRefused(result, 'HOST_PROGRAM_MISSING', 'ip is not installed', 'apt install');
  });

  it('is named for a dry run that reads the host: ip', async () => {
    const result = await without(
      lab,
      ['ip'],
      ...PROGRAMS,
      'vpcctl',
      'create-vpc',
      'vpc3',
      '10.3.0.0/16',
      '--dry-run',
    );
    await expectRefused(result, 'HOST_PROGRAM_MISSING', 'ip is not installed', 'apt install');
  });

  it('is nft alone where vpcctl speaks netlink', async () => {
    const result = await without(lab, ['nft'], 'vpcctl', 'delete-vpc', 'vpc1');
    await expectRefused(result, 'HOST_PROGRAM_MISSING', 'error: nft is not installed');
  });

  it('is not needed by reading commands', async () => {
    expect(await without(lab, ['ip'], 'vpcctl', 'list')).toMatchObject({ exitCode: 0 });
  });

  it('is found without PATH leading to it, as after `su`', async () => {
    const { exitCode, stderr } = await lab.shell(
      'node=$(readlink -f $(command -v node)); vpcctl=$(readlink -f $(command -v vpcctl)); PATH=/nowhere $node $vpcctl peer vpc1 vpc2',
    );
    expect({ exitCode, stderr: withoutProgress(stderr) }).toEqual({ exitCode: 0, stderr: '' });
    expect((await lab.vpcctl('unpeer', 'vpc1', 'vpc2')).exitCode).toBe(0);
    host = await wholeHost(lab);
    journal = journalOf(lab);
  });
});

describe('a state directory that', () => {
  it('is on a read-only file system refuses changes', async () => {
    const spoil = `mount --bind ${STATE} ${STATE}; mount -o remount,bind,ro ${STATE}`;
    expect(await lab.shell(spoil)).toMatchObject({ exitCode: 0 });
    const { exitCode, stdout } = await lab.vpcctl('delete-vpc', 'vpc1', '--json');
    expect(await lab.shell(`umount ${STATE}`)).toMatchObject({ exitCode: 0 });
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: expect.stringMatching(/_(FAILED|UNREADABLE)$/), exitCode: 3 },
    });
    expect(JSON.parse(stdout).error.message).toContain(STATE);
    expect(JSON.parse(stdout).error.hints).toHaveLength(1);
    expect(journalOf(lab)).toBe(journal);
    await expectUnchanged(lab, host);
  });
});
