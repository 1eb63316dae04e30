import { eventsOf, history } from '@vpcctl/journal';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { killAt, recovered } from '../../support/chaos/kill.js';
import { expectUnchanged } from '../../support/chaos/unchanged.js';
import { POLICY, POLICY_FILE, STORY, writeIn } from '../../support/cli/tutorial.js';
import { ok } from '../../support/cli/vpcctl.js';
import { expectReplayed, foldOf } from '../../support/engine/drive.js';
import { type Lab, OTHER_BACKEND, startLab } from '../../support/lab/harness.js';
import type { HostState } from '../../support/lab/host-state.js';
import { wholeHost } from '../../support/lab/whole-host.js';
import { LENGTHS } from '../../support/run/lengths.js';

/** Of how many places one is tried. */
const STRIDE = LENGTHS.allKillPoints ? 1 : 6;

/** What the shell says of a program that SIGKILL has ended. */
const KILLED = 137;

/** The commands of the tutorial and those beside them, with what is done to the history in between. */
const COMMANDS: readonly (readonly string[])[] = [
  ...STORY.slice(0, 7),
  ['backend', 'set', OTHER_BACKEND],
  ['undo'],
  ['undo', '3'],
  ['redo', '3'],
  ['revert', 'PEERING'],
  ['undo'],
  ...STORY.slice(7),
];

let lab: Lab;
let before: HostState;
let kills = 0;
let rolledBack = 0;
beforeAll(async () => {
  lab = await startLab();
  writeIn(lab, POLICY_FILE, JSON.stringify(POLICY));
  before = await wholeHost(lab);
});
afterAll(async () => {
  console.log(`killed ${kills} times; ${rolledBack} intents were rolled back`);
  await lab.stop();
});

/** The history, read by this process. */
async function entries() {
  return history((await foldOf(lab)).entries);
}

/** Runs a command that is killed at its place `at`, and then one that puts right what that left. */
async function killed(args: readonly string[], at: number): Promise<boolean> {
  if (!(await killAt(lab, args.join(' '), at))) return false;
  kills += 1;
  if (await recovered(lab)) rolledBack += 1;
  return true;
}

/** The entry of the peering has a number that depends on how often commands were killed before. */
async function spelt(args: readonly string[]): Promise<readonly string[]> {
  if (args[1] !== 'PEERING') return args;
  const peering = (await entries()).find(
    ({ entry, outcome }) =>
      eventsOf(entry).some(({ type }) => type === 'peering.add') && outcome === 'applied',
  );
  return ['revert', String(peering?.entry.seq)];
}

describe('a command killed at each crash point, before each program and sysctl and around each journal write', () => {
  it.each(COMMANDS.map((args, index) => [args.join(' '), args, index] as const))(
    '%s',
    async (_, words, index) => {
      const args = await spelt(words);
      const { length } = await entries();
      for (let at = 1 + (index % STRIDE); await killed(args, at); at += STRIDE) {
        const added = (await entries()).slice(length).map(({ outcome }) => outcome);
        // After its last write it is done, though nobody was told.
        if (added.at(-1) === 'applied') break;
        expect(added.filter((outcome) => outcome !== 'interrupted')).toEqual([]);
        await expectUnchanged(lab, before, `killed at ${at}`);
      }
      expect((await entries()).at(-1)).toMatchObject({ outcome: 'applied' });
      before = await wholeHost(lab);
      if (index % STRIDE === 0) await expectReplayed(lab, before, words.join(' '));
    },
    300_000,
  );
});

it('a rollback that is killed again and again is done by the first command that survives', async () => {
  for (const args of STORY.slice(0, 3)) await ok(lab, ...args);
  before = await wholeHost(lab);
  for (let at = 7; at < 20; at += 2 * STRIDE) {
    expect(await killAt(lab, 'delete-vpc vpc1', 8)).toBe(true);
    const { exitCode } = await lab.shell(`VPCCTL_FAULT=${at} vpcctl delete-vpc nobody; exit $?`);
    expect([KILLED, 2]).toContain(exitCode);
    kills += 2;
    expect(await lab.vpcctl('delete-vpc', 'nobody')).toMatchObject({ exitCode: 2 });
    await expectUnchanged(lab, before);
  }
});

it('crash points work in labs only', async () => {
  const env = { VPCCTL_FAULT: '1', VPCCTL_LAB: '' };
  expect(await lab.run('vpcctl', ['undo'], { env })).toMatchObject({ exitCode: 0 });
});
