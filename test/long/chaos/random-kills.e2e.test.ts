import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Base, baseOf, type Counts, killerIn } from '../../support/chaos/kill-at-random.js';
import { KILLED_COMMANDS, LAMP, SURROUNDINGS } from '../../support/chaos/killed-commands.js';
import { TEMPORARY } from '../../support/chaos/leftovers.js';
import { outside } from '../../support/cli/lab-files.js';
import { writeIn } from '../../support/cli/tutorial.js';
import { ok } from '../../support/cli/vpcctl.js';
import { commandLine } from '../../support/engine/drive.js';
import { TUTORIAL } from '../../support/features/given.js';
import { BACKEND, type Lab, OTHER_BACKEND, startLab } from '../../support/lab/harness.js';
import { brings, makePlugin } from '../../support/plugins/made.js';
import { LENGTHS } from '../../support/run/lengths.js';

const { randomKills: KILLS, seed: SEED } = LENGTHS;
const POLICY = { subnet: '10.0.2.0/24', ingress: [{ protocol: 'all', action: 'allow' }] };

let lab: Lab;
const counts: Counts = {
  killed: 0,
  'recoveries killed': 0,
  'too late': 0,
  'nothing recorded': 0,
  'half made': 0,
  'done all the same': 0,
};
beforeAll(async () => {
  lab = await startLab();
  expect(await lab.shell(`${SURROUNDINGS}; mkdir ${TEMPORARY}`)).toMatchObject({ exitCode: 0 });
  makePlugin(outside(lab, '/run'), 'lamp', brings('lamp'));
  writeIn(lab, '/run/all.json', JSON.stringify(POLICY));
  for (const request of TUTORIAL) {
    const [command = '', ...args] = commandLine(lab, { change: request });
    await ok(lab, command, ...args);
  }
  // So that the directory of plugins is there.
  await ok(lab, 'plugins', 'install', LAMP);
  await ok(lab, 'plugins', 'uninstall', 'lamp');
});
afterAll(async () => {
  console.log(`random kills, --seed ${SEED}: ${JSON.stringify(counts)}`);
  await lab.stop();
});

/** One round kills each command once; rounds differ in the driver and in the executor. */
async function beginRound(round: number): Promise<{ base: Base; env: Record<string, string> }> {
  const isOther = round % 4 >= 2;
  if (round > 0 && round % 2 === 0)
    await ok(lab, 'backend', 'set', isOther ? OTHER_BACKEND : BACKEND);
  const env: Record<string, string> = round % 2 === 1 ? { VPCCTL_EXECUTOR: 'programs' } : {};
  return { base: await baseOf(lab, isOther ? BACKEND : OTHER_BACKEND), env };
}

it(
  `after SIGKILL at any time of any command, and of its recovery, all is well (seed ${SEED})`,
  async () => {
    // Endless, so that there are enough.
    const thousandths = fc.integer({ min: 0, max: 999 });
    const numbers = fc.sample(thousandths, { seed: SEED, numRuns: 40 * KILLS });
    let drawn = 0;
    const kill = killerIn(lab, counts, () => (numbers[drawn++ % numbers.length] ?? 0) / 1000);
    for (let round = 0; counts.killed < KILLS; round += 1) {
      const { base, env } = await beginRound(round);
      console.log(`round ${round}: ${JSON.stringify(counts)}`);
      for (const each of KILLED_COMMANDS) {
        // One that ends too soon is tried again, so that all are killed equally often.
        for (let tries = 0; tries < 5 && counts.killed < KILLS; tries += 1)
          if (await kill(each, base, env)) break;
      }
    }
    expect(counts.killed).toBe(KILLS);
  },
  60_000 + KILLS * 20_000,
);
