import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { changeOutputSchema, confirmOutputSchema } from '../../../src/schemas/change.js';
import { historyOutputSchema } from '../../../src/schemas/history.js';
import { installFakeTools } from '../../support/cli/fake-tools.js';
import { eventually } from '../../support/cli/gate.js';
import { startHeld } from '../../support/cli/hold.js';
import { STATE } from '../../support/cli/lab-files.js';
import { json, ok, refused } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';
import { hostChanges } from '../../support/lab/host-state.js';
import { wholeHost } from '../../support/lab/whole-host.js';

const PEER = ['peer', 'vpc1', 'vpc2'];

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
  installFakeTools(lab);
  await ok(lab, 'create-vpc', 'vpc1', '10.0.0.0/16');
  await ok(lab, 'add-subnet', 'vpc1', 'a', '10.0.1.0/24');
  await ok(lab, 'create-vpc', 'vpc2', '172.16.0.0/16');
});
afterAll(() => lab.stop());

/** Each test finds the two VPCs, not peered, and nothing that awaits confirmation. */
afterEach(async () => {
  await lab.vpcctl('confirm');
  await lab.vpcctl('unpeer', 'vpc1', 'vpc2');
});

const state = () => wholeHost(lab);

/** The last of the history, each as `peer taken out`. */
async function lastEntries(count: number): Promise<string[]> {
  const { entries } = await json(lab, historyOutputSchema, 'history');
  return entries.slice(-count).map(({ intent, outcome, removedBy }) => {
    return `${intent} ${removedBy === null ? outcome : 'taken out'}`;
  });
}

/** Process numbers, in the lab, of those that watch. */
async function watchers(): Promise<string[]> {
  const { stdout } = await lab.run('pgrep', ['-f', '[a]wait-confirmation']);
  return stdout.split('\n').filter((line) => line !== '');
}

/** Waits until nothing watches any more. */
const nobodyWatches = () => eventually(async () => expect(await watchers()).toEqual([]));

/**
 * A change that awaits confirmation, and nobody watches: as after a restart of the host.
 * @returns until when it can be confirmed, in milliseconds since 1970
 */
async function abandon(within: string, ...args: string[]): Promise<number> {
  const { confirmUntil } = await json(lab, changeOutputSchema, ...args, '--confirm-within', within);
  await lab.run('kill', ['-KILL', ...(await watchers())]);
  await nobodyWatches();
  return Date.parse(confirmUntil ?? '');
}

/** As {@link abandon}, and the time to confirm has run out. */
async function abandonTillTooLate(...args: string[]): Promise<void> {
  // The watchdog must not be the one that rolls the change back.
  const until = await abandon('3s', ...args);
  expect(await lastEntries(1)).toEqual(['peering.add applied']);
  await eventually(async () => expect(Date.now()).toBeGreaterThan(until));
}

describe('a change with --confirm-within', () => {
  it('is rolled back without a confirmation, and the host is as before', async () => {
    const before = await state();
    const output = await json(lab, changeOutputSchema, ...PEER, '--confirm-within', '1s');
    expect(Date.parse(output.confirmUntil ?? '')).toBeGreaterThan(Date.now() - 10_000);
    await nobodyWatches();
    expect(await lastEntries(2)).toEqual(['peering.add taken out', 'undo applied']);
    expect(hostChanges(before, await state())).toEqual([]);
  });

  it('stays when it is confirmed in time', async () => {
    const { seq } = await json(lab, changeOutputSchema, ...PEER, '--confirm-within', '10s');
    expect(await json(lab, confirmOutputSchema, 'confirm')).toEqual({
      dryRun: false,
      seq,
      description: 'peer vpc1 with vpc2',
    });
    await nobodyWatches();
    expect(await lastEntries(2)).toEqual(['peering.add applied', 'confirm applied']);
    const { stdout } = await lab.vpcctl('history', '--oneline', '-n', '1');
    expect(stdout).toContain(`confirm ${seq} (peer vpc1 with vpc2)`);
    expect(await refused(lab, ['confirm'])).toMatchObject({ code: 'CONFIRM_NOTHING', exitCode: 2 });
    await ok(lab, 'undo');
  });

  it('allows only reading commands and its own rollback meanwhile', async () => {
    const printed = await ok(lab, ...PEER, '--confirm-within', '5m');
    expect(printed).toMatch(/^Rolled back at .* unless you confirm it: vpcctl confirm$/m);
    for (const args of [
      ['unpeer', 'vpc1', 'vpc2'],
      ['delete-vpc', 'vpc2'],
      ['revert', '1'],
    ]) {
      const { code, message, hints } = await refused(lab, args);
      expect({ args, code }).toEqual({
        args,
        code: args[0] === 'revert' ? 'REVERT_DEPENDED' : 'CONFIRMATION_PENDING',
      });
      if (code !== 'CONFIRMATION_PENDING') continue;
      expect(message).toMatch(/^"peer vpc1 with vpc2" \(entry \d+\) awaits confirmation until 20/);
      expect(hints).toEqual(['keep it: vpcctl confirm', 'roll it back: vpcctl undo']);
    }
    expect(await ok(lab, 'unpeer', 'vpc1', 'vpc2', '--dry-run')).toContain('Would end');
    expect(await ok(lab, 'confirm', '--dry-run')).toContain('Would confirm: peer vpc1 with vpc2');
    for (const reading of ['list', 'history']) {
      const { stderr } = await lab.vpcctl(reading);
      expect(stderr).toMatch(
        /^Entry \d+ awaits confirmation: peer vpc1 with vpc2\. Rolled back at /,
      );
    }
    await ok(lab, 'undo');
    expect(await lab.vpcctl('list')).toMatchObject({ stderr: '' });
    await nobodyWatches();
    expect(await lastEntries(2)).toEqual(['peering.add taken out', 'undo applied']);
  });

  it('may be an undo, which a redo rolls back', async () => {
    await ok(lab, ...PEER);
    const before = await state();
    await ok(lab, 'undo', '--confirm-within', '5m');
    expect(await refused(lab, ['undo'])).toMatchObject({
      code: 'CONFIRMATION_PENDING',
      hints: ['keep it: vpcctl confirm', 'roll it back: vpcctl redo'],
    });
    await ok(lab, 'redo');
    await ok(lab, 'undo', '--confirm-within', '1s');
    await nobodyWatches();
    expect(await lastEntries(2)).toEqual(['undo applied', 'redo applied']);
    expect(hostChanges(before, await state())).toEqual([]);
    await ok(lab, 'undo');
  });

  it('has a watchdog that holds neither terminal nor lock, and outlives its session', async () => {
    // `script` is the terminal; when it ends, all that runs on it gets a SIGHUP.
    const command =
      'flock /run/own vpcctl peer vpc1 vpc2 --confirm-within 1h; echo made; exec sleep 999';
    const session = lab.start('script', ['-qfec', command, '/dev/null']);
    await eventually(() => expect(session.output()).toContain('made'));
    const [watcher = ''] = await watchers();
    await eventually(async () => {
      const { stdout } = await lab.shell(
        `ps -o sid=,tty= -p ${watcher}; readlink /proc/${watcher}/fd/[012]
         ls -l /proc/${watcher}/fd | grep -cE 'journal|own'; flock -n ${STATE}/journal.lock echo free`,
      );
      expect(stdout.split('\n').map((line) => line.trim())).toEqual([
        `${watcher} ?`,
        ...['/dev/null', '/dev/null', '/dev/null', '0', 'free', ''],
      ]);
    });
    await session.stop();
    expect(await watchers()).toEqual([watcher]);
    await ok(lab, 'undo');
    await nobodyWatches();
    expect(await lastEntries(2)).toEqual(['peering.add taken out', 'undo applied']);
  });

  it('is rolled back when its command was killed, even if no command follows', async () => {
    const before = await state();
    const held = await startHeld(lab, { program: 'nft', at: 1 }, [...PEER, '--confirm-within 1s']);
    await held.signal('KILL');
    await held.release();
    await held.ended;
    await nobodyWatches();
    expect(await lastEntries(1)).toEqual(['peering.add interrupted']);
    expect(hostChanges(before, await state())).toEqual([]);
  });
});

describe('after a restart of the host', () => {
  const restart = () =>
    lab.shell(`nft flush ruleset
      for name in $(ls /run/netns); do ip netns delete $name; done
      for name in $(ls /sys/class/net | grep ^br-); do ip link delete $name; done
      for number in 7001 7002; do while ip rule delete table $number 2>/dev/null; do :; done; done`);

  it('replay rolls back a change that was not confirmed in time, and builds the rest', async () => {
    const before = await state();
    await abandonTillTooLate(...PEER);
    await restart();
    expect(await ok(lab, 'replay')).toContain('Made the host match the journal');
    expect(await lastEntries(2)).toEqual(['peering.add taken out', 'undo applied']);
    expect(hostChanges(before, await state())).toEqual([]);
    expect(await ok(lab, 'replay')).toContain('nothing to do');
  });

  it('replay starts a watchdog again where the change can still be confirmed', async () => {
    const before = await state();
    await abandon('8s', ...PEER);
    const { stderr } = await lab.vpcctl('replay');
    expect(stderr).toContain('awaits confirmation until');
    await nobodyWatches();
    expect(await lastEntries(2)).toEqual(['peering.add taken out', 'undo applied']);
    expect(hostChanges(before, await state())).toEqual([]);
  });

  it('any change first rolls back one that was not confirmed in time', async () => {
    await abandonTillTooLate(...PEER);
    const { stderr, exitCode } = await lab.vpcctl('delete-vpc', 'vpc2');
    expect({ stderr, exitCode }).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('was not confirmed in time: rolling it back'),
    });
    const kinds = ['peering.add taken out', 'undo applied', 'vpc.delete applied'];
    expect(await lastEntries(3)).toEqual(kinds);
    await ok(lab, 'undo');
  });

  it('a change that was not rolled back can still be confirmed', async () => {
    await abandonTillTooLate(...PEER);
    expect(await ok(lab, 'confirm')).toContain('Confirmed: peer vpc1 with vpc2');
    await ok(lab, 'undo');
  });
});
