import { chmodSync, mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backendShowOutputSchema } from '../../../src/schemas/backend.js';
import { journalOf, outside } from '../../support/cli/lab-files.js';
import { writeIn } from '../../support/cli/tutorial.js';
import { json, ok } from '../../support/cli/vpcctl.js';
import { without } from '../../support/cli/without.js';
import { type Lab, type RunResult, startLab } from '../../support/lab/harness.js';

const CREATE = ['vpcctl', 'create-vpc', 'a', '10.0.0.0/16'];
const LEGACY = 'iptables-legacy-restore';

/** On PATH before the real one, it is an nft on a kernel that has no nf_tables. */
const BROKEN = '/run/broken';
/** Has such a kernel for vpcctl, which asks the program. */
const WITHOUT_NFTABLES = `VPCCTL_EXECUTOR=programs PATH=${BROKEN}:$PATH`;

let lab: Lab;
beforeAll(async () => {
  lab = await startLab({ env: { VPCCTL_BACKEND: '' } });
  breakNft(lab);
});
afterAll(() => lab.stop());

function breakNft(inside: Lab): void {
  mkdirSync(outside(inside, BROKEN));
  writeIn(
    inside,
    `${BROKEN}/nft`,
    '#!/bin/sh\necho "netlink: Error: Operation not supported" >&2\nexit 1\n',
  );
  chmodSync(outside(inside, `${BROKEN}/nft`), 0o755);
}

const inUse = async () => (await json(lab, backendShowOutputSchema, 'backend', 'show')).backend;

/** Expects a first VPC to be made with a backend, and takes it back. */
async function expectChosen(created: Promise<RunResult>, backend: string): Promise<void> {
  expect(await created).toMatchObject({ exitCode: 0 });
  expect(await inUse()).toBe(backend);
  await ok(lab, 'undo');
  expect(await inUse()).toBeNull();
}

async function expectRefused(
  created: Promise<RunResult>,
  exitCode: number,
  ...said: string[]
): Promise<void> {
  const before = journalOf(lab);
  const result = await created;
  expect(result).toMatchObject({ exitCode, stdout: '' });
  for (const text of said) expect(result.stderr).toContain(text);
  expect(journalOf(lab)).toBe(before);
}

const requesting = (backend: string, more: Record<string, string> = {}) =>
  lab.run('env', CREATE, { env: { VPCCTL_BACKEND: backend, ...more } });

describe('the first VPC gets', () => {
  it('nftables', () => expectChosen(lab.run('env', CREATE), 'nftables'));

  it('iptables-legacy where nft is not installed', () =>
    expectChosen(without(lab, ['nft'], ...CREATE), 'iptables-legacy'));

  it('iptables-legacy where nft does not work', () =>
    expectChosen(lab.shell(`${WITHOUT_NFTABLES} ${CREATE.join(' ')}`), 'iptables-legacy'));

  it('the backend that VPCCTL_BACKEND names', () =>
    expectChosen(requesting('iptables-legacy'), 'iptables-legacy'));

  it('an error that names the packages where neither is installed, and nothing is recorded', () =>
    expectRefused(
      without(lab, ['nft', LEGACY], ...CREATE),
      3,
      'error: no backend can filter packets for VPCs on this host',
      '→ nftables: nft is not installed (apt install nftables)',
      `→ iptables-legacy: ${LEGACY} is not installed (apt install iptables)`,
    ));

  it('an error where the backend in VPCCTL_BACKEND is missing or does not work', async () => {
    await expectRefused(
      requesting('nftable'),
      2,
      'there is no backend "nftable"',
      'did you mean nftables?',
    );
    const PATH = `${BROKEN}:/usr/bin:/usr/sbin:/run/vpcctl-lab/bin`;
    await expectRefused(
      requesting('nftables', { PATH, VPCCTL_EXECUTOR: 'programs' }),
      2,
      "the backend nftables can't serve this host",
      'Operation not supported',
    );
  });
});

describe('backend set', () => {
  it('is refused for the backend in use, and for one that does not work', async () => {
    expect(await lab.run('env', CREATE)).toMatchObject({ exitCode: 0 });
    const set = (name: string) => lab.vpcctl('backend', 'set', name);
    await expectRefused(set('nftables'), 2, 'nftables already is the backend');
    await expectRefused(set('ipfw'), 2, 'there is no backend "ipfw"', 'nftables');
    await expectRefused(
      without(lab, [LEGACY], 'vpcctl', 'backend', 'set', 'iptables-legacy'),
      2,
      `the backend iptables-legacy can't serve this host: ${LEGACY} is not installed`,
    );
    await ok(lab, 'undo');
  });
});

describe('the journal of a host with nftables, on one without', () => {
  let other: Lab;
  beforeAll(async () => {
    for (const line of ['create-vpc a 10.0.0.0/16', 'add-subnet a web 10.0.1.0/24 --type public']) {
      await ok(lab, ...line.split(' '));
    }
    other = await startLab();
    breakNft(other);
    writeIn(other, '/run/journal', await ok(lab, 'journal', 'export'));
    await ok(other, 'journal', 'import', '/run/journal');
  });
  afterAll(() => other.stop());

  it('is not replayed, and the error says the next step', async () => {
    const uninstalled = await without(other, ['nft'], 'vpcctl', 'replay');
    expect(uninstalled).toMatchObject({ exitCode: 3, stdout: '' });
    expect(uninstalled.stderr).toContain('error: nft is not installed\n  → apt install nftables\n');
    expect(uninstalled.stderr).toContain('vpcctl backend set NAME');
    const unusable = await other.shell(`${WITHOUT_NFTABLES} vpcctl replay`);
    expect(unusable).toMatchObject({ exitCode: 3, stdout: '' });
    expect(unusable.stderr).toContain("error: the backend nftables can't serve this host: nft");
  });

  it('is built after another backend was set', async () => {
    const script = `set -e
      vpcctl backend set iptables-legacy
      vpcctl replay
      vpcctl exec a web -- ping -c1 -W5 198.51.100.8
      vpcctl add-subnet a db 10.0.2.0/24
      vpcctl exec a web -- ping -c1 -W5 10.0.2.1
      vpcctl replay`;
    const result = await without(other, ['nft'], 'bash', '-c', script);
    expect(result).toMatchObject({ exitCode: 0 });
    expect(result.stderr).toContain("nftables can't serve this host: nft is not installed");
    expect(result.stdout).toMatch(/The host matches the journal: nothing to do\n$/);
  });
});
