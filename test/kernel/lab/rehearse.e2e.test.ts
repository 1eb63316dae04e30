import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHECKOUT } from '../../support/checkout.js';
import { journalOf } from '../../support/cli/lab-files.js';
import { ok } from '../../support/cli/vpcctl.js';
import {
  type Lab,
  type LabOptions,
  labCommand,
  outsideEnvironment,
  startLab,
  USERS,
} from '../../support/lab/harness.js';
import { hostChanges } from '../../support/lab/host-state.js';
import { readablePackage } from '../../support/lab/plain-user.js';
import { wholeHost } from '../../support/lab/whole-host.js';

const BUILD = [
  'create-vpc vpc1 10.0.0.0/16',
  'add-subnet vpc1 public 10.0.1.0/24 --type public',
  'add-subnet vpc1 private 10.0.2.0/24',
  'create-vpc vpc2 172.16.0.0/16',
  'peer vpc1 vpc2',
];

describe.each(USERS)('a lab copy, as %s', (user) => {
  let original: Lab;
  let directory: string;
  let vpcctl: ReturnType<typeof readablePackage>;
  beforeAll(async () => {
    vpcctl = readablePackage(CHECKOUT);
    original = await startLab({ user });
    for (const line of BUILD) await ok(original, ...line.split(' '));
    directory = mkdtempSync(join(tmpdir(), 'vpcctl-rehearse-'));
    keep(journalOf(original) ?? '');
  });
  afterAll(async () => {
    await original?.stop();
    vpcctl?.remove();
    rmSync(directory, { recursive: true, force: true });
  });

  /** Makes the real state directory, which everyone may read. */
  function keep(journal: string): void {
    writeFileSync(join(directory, 'journal.ndjson'), journal, { mode: 0o644 });
    chmodSync(directory, 0o755);
  }

  const stateDirectory = () =>
    readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), 'utf8')]);

  const rehearsing = (...flags: string[]): LabOptions => ({
    user,
    flags: ['--rehearse', ...flags],
    env: { VPCCTL_HOME: directory },
  });

  async function inRehearsal(options: LabOptions, use: (lab: Lab) => Promise<void>) {
    const lab = await startLab(options);
    try {
      await use(lab);
    } finally {
      await lab.stop();
    }
  }

  /** Runs a rehearsal that can't be made. */
  async function failing(home: string, more: Record<string, string> = {}, ...flags: string[]) {
    const all = ['--rehearse', ...flags, '--json'];
    const [program = '', ...args] = labCommand(user, vpcctl.root, ['echo', 'came so far'], all);
    const env = { ...outsideEnvironment(), ...more, VPCCTL_HOME: home };
    const result = await execa(program, args, { cwd: '/', env, extendEnv: false, reject: false });
    expect(result.stdout).not.toContain('came so far');
    return { exitCode: result.exitCode, ...JSON.parse(result.stdout).error };
  }

  it('equals the host, and takes further changes', async () => {
    const before = stateDirectory();
    await inRehearsal(rehearsing(), async (lab) => {
      const [there, here] = await Promise.all([wholeHost(original), wholeHost(lab)]);
      expect(hostChanges(there, here)).toEqual([]);
      expect(await ok(lab, 'replay', '--dry-run')).toContain('nothing to do');
      expect(await ok(lab, 'exec', 'vpc1', 'public', '--', 'curl', '-s', '198.51.100.8')).toContain(
        'saw you as 203.0.113.2',
      );
      await ok(lab, 'unpeer', 'vpc1', 'vpc2');
      await ok(lab, 'undo', '3');
      expect(await ok(lab, 'list')).toContain('private 10.0.2.0/24');
      expect(await ok(lab, 'list')).not.toContain('vpc2');
    });
    expect(stateDirectory()).toEqual(before);
  });

  it('equals the host after an earlier entry', async () => {
    await inRehearsal(rehearsing('--at', '2'), async (lab) => {
      expect(await ok(lab, 'show', 'vpc1')).toMatch(/public/);
      expect(await ok(lab, 'list')).not.toMatch(/private|vpc2/);
      const entries = (journalOf(original) ?? '').split('\n');
      expect(journalOf(lab)).toBe(`${entries.slice(0, 4).join('\n')}\n`);
    });
  });

  it('leaves out a change without an outcome', async () => {
    const whole = journalOf(original) ?? '';
    const lines = whole.trimEnd().split('\n');
    // The peering is being made: its outcome is not written yet.
    keep(`${lines.slice(0, -1).join('\n')}\n`);
    await inRehearsal(rehearsing(), async (lab) => {
      expect(journalOf(lab)).toBe(`${lines.slice(0, -2).join('\n')}\n`);
      expect(await ok(lab, 'show', 'vpc2')).not.toContain('peer');
    });
    keep(whole);
  });

  it('reaches the internet by each uplink that VPCs name', async () => {
    await inRehearsal({ user }, async (lab) => {
      await lab.shell(`set -e
        ip link add wan0 type veth peer name wan1 netns /run/vpcctl-lab/internet
        ip addr add 192.168.7.2/24 dev wan0; ip link set wan0 up
        nsenter --net=/run/vpcctl-lab/internet ip link set wan1 up
        ip route add default via 192.168.7.1 dev wan0 metric 50`);
      await ok(lab, ...'create-vpc other 10.3.0.0/16 --interface wan0'.split(' '));
      await ok(lab, ...'add-subnet other a 10.3.1.0/24 --type public'.split(' '));
      await ok(lab, ...'create-vpc usual 10.4.0.0/16'.split(' '));
      await ok(lab, ...'add-subnet usual a 10.4.1.0/24 --type public'.split(' '));
      const seen = ['other', 'usual'].map((vpc) => `vpcctl exec ${vpc} a -- curl -s 198.51.100.8`);
      const { stdout, exitCode } = await lab.run('vpcctl', [
        ...['lab', '--rehearse', '--', 'sh', '-c'],
        seen.join(' && '),
      ]);
      expect({ stdout, exitCode }).toEqual({
        exitCode: 0,
        stdout: '198.51.100.8 saw you as 192.0.2.2\n198.51.100.8 saw you as 203.0.113.2\n',
      });
    });
  });

  it('is refused without a journal, and for a missing entry', async () => {
    expect(await failing('/nonexistent/vpcctl')).toMatchObject({
      exitCode: 2,
      code: 'REHEARSE_NOTHING',
      message: expect.stringContaining('/nonexistent/vpcctl has no journal'),
    });
    expect(await failing(directory, {}, '--at', '99')).toMatchObject({
      exitCode: 2,
      code: 'ENTRY_UNKNOWN',
    });
    expect(await failing(directory, {}, '--at', 'then')).toMatchObject({
      code: 'POINT_IN_TIME_INVALID',
    });
  });

  it('is refused where the journal is damaged', async () => {
    const whole = journalOf(original) ?? '';
    keep(whole.replace('vpc1', 'vpc9'));
    expect(await failing(directory)).toMatchObject({ exitCode: 4, code: 'JOURNAL_DAMAGED' });
    keep(whole);
  });

  it('that cannot be built says why, and runs nothing', async () => {
    const programs = mkdtempSync(join(tmpdir(), 'vpcctl-rehearse-'));
    chmodSync(programs, 0o755);
    const nft = join(programs, 'nft');
    writeFileSync(nft, '#!/bin/sh\necho no packet filter today >&2\nexit 1\n', { mode: 0o755 });
    const PATH = `${programs}:${process.env['PATH']}`;
    expect(await failing(directory, { PATH, VPCCTL_EXECUTOR: 'programs' })).toMatchObject({
      exitCode: 1,
      code: 'REHEARSAL_FAILED',
      message: expect.stringMatching(
        /^the rehearsal copy could not be built: .*no packet filter today$/,
      ),
      hints: expect.arrayContaining(['nothing of the real host was changed']),
    });
    rmSync(programs, { recursive: true });
  });
});
