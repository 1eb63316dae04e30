import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { namespaceOf } from '@vpcctl/sdk/lab';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHECKOUT } from '../../support/checkout.js';
import { withoutProgress } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.stop());

/** Each kind of ending and of output; in this order each finds the host as the one before left it. */
const LINES = [
  '--version',
  'create-vpc a 10.0.0.0/16 --dry-run --explain',
  'create-vpc a 10.0.0.0/16 --json --dry-run',
  'create-vpc',
  'create-vpc Bad 10.0.0.0/16',
  'create-vpc Bad 10.0.0.0/16 --json',
  'list',
  'history --json',
  'nope',
  'help list',
  'apply-firewall a b -',
  'replay --dry-run --log-level debug',
];

describe('a command line that the server of the lab runs', () => {
  it.each(LINES)('gives the same result as a process: %s', async (line) => {
    const [served, spawned] = [
      await lab.vpcctl(...line.split(' ')),
      await lab.run('vpcctl', line.split(' ')),
    ];
    const plain = (result: typeof served) => ({
      ...result,
      stderr: withoutProgress(result.stderr),
    });
    expect(plain(served)).toEqual(plain(spawned));
  });

  it('has its own environment and directory, and does not pass them to the next', async () => {
    const env = { VPCCTL_HOME: '/run/other', FORCE_COLOR: '1' };
    const created = await lab.vpcctlWith({ env }, 'create-vpc', 'other', '10.9.0.0/16');
    expect(created).toMatchObject({ exitCode: 0 });
    expect((await lab.vpcctl('list')).stdout).not.toContain('other');
    const dry = ['create-vpc', 'b', '10.8.0.0/16', '--dry-run'];
    expect((await lab.vpcctlWith({ env }, ...dry)).stdout).toContain('\u001b[');
    expect((await lab.vpcctl(...dry)).stdout).not.toContain('\u001b[');
    await lab.shell('mkdir /run/here; echo nonsense >/run/here/policy.json');
    const apply = ['apply-firewall', 'other', 'x', 'policy.json'];
    const here = await lab.vpcctlWith({ cwd: '/run/here' }, ...apply);
    expect(here.stderr).toContain('policy.json:1:1: a policy is an object');
    expect((await lab.vpcctl(...apply)).stderr).toContain('there is no such file');
    expect(await lab.vpcctlWith({ env }, 'delete-vpc', 'other')).toMatchObject({ exitCode: 0 });
  });

  it('starts after the one before it has ended', async () => {
    const names = ['c', 'd', 'e'];
    const results = await Promise.all(
      names.map((name, i) => lab.vpcctl('create-vpc', name, `10.${20 + i}.0.0/16`)),
    );
    expect(results.map(({ stderr }) => withoutProgress(stderr))).toEqual(['', '', '']);
    expect(results.map(({ stdout }) => stdout.split('\n')[0])).toEqual([
      'Created VPC c 10.20.0.0/16',
      'Created VPC d 10.21.0.0/16',
      'Created VPC e 10.22.0.0/16',
    ]);
    expect(results.map(({ stderr }) => withoutProgress(stderr))).toEqual(['', '', '']);
  });
});

describe('the server of a lab', () => {
  it('fails the command during which it ends, and a new server serves the next', async () => {
    const env = { VPCCTL_FAULT: '3' };
    await expect(lab.vpcctlWith({ env }, 'create-vpc', 'f', '10.30.0.0/16')).rejects.toThrow(
      'the server in the lab ended at: vpcctl create-vpc f 10.30.0.0/16',
    );
    expect(await lab.vpcctl('list')).toMatchObject({ exitCode: 0 });
  });

  it('runs nothing in the network namespace of the machine itself', () => {
    const server = join(CHECKOUT, 'dist', 'test-server.cjs');
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [server, ...args], {
        env: { ...process.env, VPCCTL_LAB: '1' },
        input: '',
        encoding: 'utf8',
      });
    for (const args of [[], [namespaceOf('self', 'net') ?? '']]) {
      const { status, stderr } = run(...args);
      expect(status).toBe(1);
      expect(stderr).toContain('this part of the tests runs in labs only');
    }
  });
});

it('the lab of a plain user also has a server', async () => {
  const plain = await startLab({ user: 'plain' });
  expect(await plain.vpcctl('create-vpc', 'a', '10.0.0.0/16')).toMatchObject({ exitCode: 0 });
  expect((await plain.vpcctl('list')).stdout).toContain('10.0.0.0/16');
  await plain.stop();
});
