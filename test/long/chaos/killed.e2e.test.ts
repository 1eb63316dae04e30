import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { historyOutputSchema } from '../../../src/schemas/history.js';
import { expectUnchanged } from '../../support/chaos/unchanged.js';
import { installFakeTools } from '../../support/cli/fake-tools.js';
import { eventually, runBeside } from '../../support/cli/gate.js';
import { startHeld } from '../../support/cli/hold.js';
import { STATE } from '../../support/cli/lab-files.js';
import { buildTutorial, POLICY_FILE } from '../../support/cli/tutorial.js';
import { json, ok } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';
import type { HostState } from '../../support/lab/host-state.js';
import { wholeHost } from '../../support/lab/whole-host.js';

/** Commands, and the programs at work when vpcctl dies. */
const CASES: readonly (readonly [line: string, program: 'ip' | 'nft', at: number])[] = [
  ['create-vpc vpc3 10.3.0.0/16', 'ip', 1],
  // The second call, in the namespace.
  ['add-subnet vpc1 new 10.0.3.0/24', 'ip', 7],
  [`apply-firewall vpc1 public ${POLICY_FILE}`, 'nft', 1],
  ['delete-subnet vpc1 private', 'nft', 1],
  ['delete-vpc vpc1', 'ip', 1],
];

let lab: Lab;
let before: HostState;
let listed: string;
beforeAll(async () => {
  lab = await startLab();
  installFakeTools(lab);
  await buildTutorial(lab);
  before = await wholeHost(lab);
  listed = await ok(lab, 'list');
});
afterAll(() => lab.stop());

describe('vpcctl is killed', () => {
  it.each(CASES)(
    'at %s, while %s runs: the next command waits for that program, and rolls back',
    async (line, program, at) => {
      const killed = await startHeld(lab, { program, at }, line.split(' '));
      await killed.signal('KILL');
      // The program lives on without vpcctl, and keeps the lock.
      const isFree = () => lab.shell(`flock -n ${STATE}/journal.lock true`);
      expect(await isFree()).toMatchObject({ exitCode: 1 });

      // A command that fails shows best what the rolling back alone does.
      const next = runBeside(lab, 'vpcctl delete-vpc nobody');
      await killed.release();
      await killed.ended;
      const { exitCode, stderr } = await next.ended;
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(/^".+" \(entry \d+\) was interrupted; rolling it back$/m);

      await expectUnchanged(lab, before);
      const { entries } = await json(lab, historyOutputSchema, 'history');
      expect(entries.at(-1)).toMatchObject({
        outcome: 'interrupted',
        error: { code: 'INTERRUPTED', message: expect.stringContaining('rolled back') },
      });
    },
  );

  it('the next command says that it waits, and reading commands do not wait', async () => {
    const killed = await startHeld(lab, { at: 3 }, ['create-vpc', 'vpc3', '10.3.0.0/16']);
    await killed.signal('KILL');
    const next = runBeside(lab, 'vpcctl delete-vpc nobody');
    await eventually(() => expect(next.stderr()).toContain('waiting for another vpcctl command'));
    expect(await ok(lab, 'list')).toBe(listed);
    expect(await ok(lab, 'history')).toMatch(/ pending\n$/);
    await killed.release();
    expect((await next.ended).exitCode).toBe(2);
    await expectUnchanged(lab, before);
  });

  it('the same command works afterwards', async () => {
    const killed = await startHeld(lab, { at: 3 }, ['create-vpc', 'vpc3', '10.3.0.0/16']);
    await killed.signal('KILL');
    await killed.release();
    expect(await lab.vpcctl('create-vpc', 'vpc3', '10.3.0.0/16')).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('was interrupted; rolling it back'),
    });
    await ok(lab, 'add-subnet', 'vpc3', 'a', '10.3.1.0/24');
    await ok(lab, 'exec', 'vpc3', 'a', '--', 'ping', '-c1', '-W5', '10.3.0.1');
    await ok(lab, 'delete-vpc', 'vpc3');
    await expectUnchanged(lab, before);
  });

  it('and so is the command that rolls back: the one after it does it', async () => {
    const first = await startHeld(lab, { program: 'ip', at: 1 }, ['delete-vpc', 'vpc2']);
    await first.signal('KILL');
    await first.release();
    await first.ended;
    const second = await startHeld(lab, { program: 'ip', at: 1 }, ['peer', 'vpc1', 'vpc2']);
    await second.signal('KILL');
    await second.release();
    await second.ended;
    await lab.vpcctl('delete-vpc', 'nobody');
    await expectUnchanged(lab, before);
    expect(await ok(lab, 'list')).toBe(listed);
  });
});
