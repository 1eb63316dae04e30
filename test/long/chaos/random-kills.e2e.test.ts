import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ok } from '../../support/cli/vpcctl.js';
import { anyHostMove, anyRequestOf } from '../../support/engine/arbitrary.js';
import { commandLine, expectReplayed, foldOf, isRefused } from '../../support/engine/drive.js';
import { TUTORIAL } from '../../support/features/given.js';
import { type Lab, startLab } from '../../support/lab/harness.js';
import { hostChanges } from '../../support/lab/host-state.js';
import { wholeHost } from '../../support/lab/whole-host.js';
import { LENGTHS } from '../../support/run/lengths.js';

const { randomKills: KILLS, seed: SEED } = LENGTHS;
const KILLED = 137;
/** The time was up when the command had just ended by itself. */
const TOO_LATE = 124;

let lab: Lab;
const counts = { killed: 0, 'too late': 0, 'rolled back': 0, 'done all the same': 0 };
beforeAll(async () => {
  lab = await startLab();
  for (const request of TUTORIAL) {
    const [command = '', ...args] = commandLine(lab, { change: request });
    await ok(lab, command, ...args);
  }
});
afterAll(async () => {
  console.log(`random kills, --seed ${SEED}: ${JSON.stringify(counts)}`);
  await lab.stop();
});

it(
  `after SIGKILL at any time the host matches its journal (seed ${SEED})`,
  async () => {
    // Endless, so that there are enough that can be met.
    const moves = fc.sample(anyHostMove, { seed: SEED, numRuns: 20 * KILLS });
    const parts = fc.sample(fc.integer({ min: 30, max: 130 }), { seed: SEED, numRuns: 20 * KILLS });
    /** How long a command takes on this machine now, in milliseconds: that of the one before. */
    let usual = 200;
    let before = await wholeHost(lab);
    for (const [i, move] of moves.entries()) {
      if (counts.killed === KILLS) break;
      const { state, timeline, entries } = await foldOf(lab);
      const request = anyRequestOf(state, timeline, move);
      if (isRefused(state, entries, request)) continue;
      const args = commandLine(lab, request);
      const line = args.join(' ');
      // `--foreground`: the programs that it has started live on, as they do when vpcctl alone is killed.
      const delay = String(((parts[i] ?? 0) * usual) / 100_000);
      const limit = ['--foreground', '--signal=KILL', delay];
      const { exitCode } = await lab.run('timeout', [...limit, 'vpcctl', ...args]);
      expect([0, TOO_LATE, KILLED], line).toContain(exitCode);
      counts[exitCode === KILLED ? 'killed' : 'too late'] += 1;
      const started = performance.now();
      const next = await lab.vpcctl('delete-vpc', 'nobody');
      usual = performance.now() - started;
      expect(next.exitCode, next.stderr).toBe(2);
      if (next.stderr.includes('was interrupted; rolling it back')) counts['rolled back'] += 1;

      const after = await foldOf(lab);
      expect(after.pending).toBeNull();
      const host = await wholeHost(lab);
      const applied = after.timeline.undoable.join() !== timeline.undoable.join();
      if (applied && exitCode === KILLED) counts['done all the same'] += 1;
      if (applied) await expectReplayed(lab, host, line);
      else expect(hostChanges(before, host), line).toEqual([]);
      before = host;
    }
    expect(counts.killed).toBe(KILLS);
  },
  60_000 + KILLS * 10_000,
);
