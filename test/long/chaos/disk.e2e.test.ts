import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorSchema } from '../../../src/schemas/error.js';
import { historyOutputSchema } from '../../../src/schemas/history.js';
import { expectUnchanged } from '../../support/chaos/unchanged.js';
import { journalOf, STATE } from '../../support/cli/lab-files.js';
import { json, ok, parse } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';
import type { HostState } from '../../support/lab/host-state.js';
import { wholeHost } from '../../support/lab/whole-host.js';

/** The size of a page: a file in memory takes whole ones. */
const PAGE = 4096;

let lab: Lab;
let before: HostState;
beforeAll(async () => {
  lab = await startLab();
  // The state directory is a small file system of its own.
  await lab.shell(`mkdir -m 700 ${STATE}; mount -t tmpfs -o size=128k,mode=700 small ${STATE}`);
  await ok(lab, 'create-vpc', 'vpc1', '10.0.0.0/16');
  await ok(lab, 'add-subnet', 'vpc1', 'a', '10.0.1.0/24');
  await ok(lab, 'create-vpc', 'vpc2', '172.16.0.0/16');
  before = await wholeHost(lab);
});
afterAll(() => lab.stop());

const fill = () => lab.shell(`cat /dev/zero >${STATE}/filler`);
const free = () => lab.run('rm', ['-f', `${STATE}/filler`]);

async function lastOutcome() {
  const { entries } = await json(lab, historyOutputSchema, 'history');
  return entries.at(-1);
}

describe('a full disk under the state directory', () => {
  /** What `pad` adds to the journal, besides the names. */
  let plain = 0;

  it.each([
    ['create-vpc', 'vpc3', '10.3.0.0/16'],
    ['delete-subnet', 'vpc1', 'a'],
    ['delete-vpc', 'vpc1'],
  ])('%s %s: with no room for the intent, nothing is changed', async (...args) => {
    await room(100);
    const journal = journalOf(lab);
    await fill();
    const { exitCode, stdout } = await lab.vpcctl(...args, '--json');
    expect(exitCode).toBe(3);
    const { error } = parse(errorSchema, stdout);
    expect(error).toMatchObject({ code: 'JOURNAL_WRITE_FAILED', exitCode: 3 });
    expect(error.message).toContain('no space left on device');
    expect(error.hints.join()).toContain('free some space');
    expect(journalOf(lab)).toBe(journal);
    await expectUnchanged(lab, before);
    await free();
  });

  it.each<[number, [string, ...string[]]]>([
    [900, ['create-vpc', 'vpc3', '10.3.0.0/16']],
    [580, ['delete-subnet', 'vpc1', 'a']],
    [580, ['delete-vpc', 'vpc1']],
  ])('%s bytes, %j: with no room for the outcome, it is rolled back', async (bytes, args) => {
    // The intent of create-vpc takes more than 700 bytes, a deletion's 400, an outcome 340.
    await room(bytes);
    const journal = journalOf(lab) ?? '';
    await fill();
    const { exitCode, stdout, stderr } = await lab.vpcctl(...args, '--json');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 3,
      stderr: expect.stringContaining('rolling back'),
    });
    expect(parse(errorSchema, stdout).error.code).toBe('JOURNAL_WRITE_FAILED');
    // The intent is recorded, and no outcome.
    expect(journalOf(lab)?.slice(journal.length).trimEnd().split('\n')).toHaveLength(1);
    await expectUnchanged(lab, before);

    await free();
    const next = await lab.vpcctl('delete-vpc', 'nobody');
    expect(next.stderr).toContain('was interrupted; rolling it back');
    expect(await lastOutcome()).toMatchObject({ outcome: 'interrupted' });
    await expectUnchanged(lab, before);
  });

  it('reading goes on', async () => {
    await fill();
    expect(await ok(lab, 'list')).toContain('vpc1');
    expect(await ok(lab, 'show', 'vpc1/a')).toContain('10.0.1.1');
    await free();
  });

  it('commands work where only the log and the snapshot cannot be written', async () => {
    await room(3 * 1024);
    await lab.run('rm', ['-f', `${STATE}/vpcctl.log`, `${STATE}/vpcs.json`]);
    await fill();
    await ok(lab, 'create-vpc', 'vpc3', '10.3.0.0/16');
    expect(await ok(lab, 'list')).toContain('vpc3');
    await free();
    await ok(lab, 'delete-vpc', 'vpc3');
    await expectUnchanged(lab, before);
  });

  it('commands work once there is room again', async () => {
    await ok(lab, 'create-vpc', 'vpc3', '10.3.0.0/16');
    await ok(lab, 'delete-vpc', 'vpc3');
    await expectUnchanged(lab, before);
  });

  /** Brings the journal to a size at which `bytes` are left of its last page: a name in it may be of any length. */
  async function room(bytes: number): Promise<void> {
    const left = () => PAGE - ((journalOf(lab) ?? '').length % PAGE);
    const modulo = (value: number) => ((value % PAGE) + PAGE) % PAGE;
    // Its two entries carry the name.
    const pad = async (user: string) => {
      const options = { env: { SUDO_USER: user } };
      expect((await lab.run('vpcctl', ['peer', 'vpc1', 'vpc2'], options)).exitCode).toBe(0);
      expect((await lab.run('vpcctl', ['unpeer', 'vpc1', 'vpc2'], options)).exitCode).toBe(0);
    };
    if (plain === 0) {
      const before = left();
      await pad('x');
      plain = modulo(before - left()) - 4;
    }
    await pad('x'.repeat(Math.ceil(modulo(left() - bytes - plain) / 4)));
    expect(Math.abs(left() - bytes)).toBeLessThan(64);
  }
});

it('a state directory that became read-only refuses changes, and reading goes on', async () => {
  const journal = journalOf(lab);
  await lab.run('mount', ['-o', 'remount,ro', STATE]);
  const { exitCode, stderr } = await lab.vpcctl('delete-vpc', 'vpc1');
  expect({ exitCode, stderr }).toEqual({
    exitCode: 3,
    stderr: expect.stringMatching(/^error: cannot write .*\n {2}→ .*read-only/),
  });
  expect(await ok(lab, 'list')).toContain('vpc1');
  await lab.run('mount', ['-o', 'remount,rw', STATE]);
  expect(journalOf(lab)).toBe(journal);
  await expectUnchanged(lab, before);
});

it('changes work without room for temporary files', async () => {
  const full = await lab.shell(
    'mkdir /run/tmp; mount -t tmpfs -o size=4k full /run/tmp; cat /dev/zero >/run/tmp/filler',
  );
  expect(full.stderr).toContain('No space left');
  const options = { env: { TMPDIR: '/run/tmp' } };
  for (const args of [
    ['create-vpc', 'vpc3', '10.3.0.0/16'],
    ['delete-vpc', 'vpc3'],
  ]) {
    expect(await lab.run('vpcctl', args, options)).toMatchObject({ exitCode: 0 });
  }
  await lab.run('umount', ['/run/tmp']);
  await expectUnchanged(lab, before);
});
