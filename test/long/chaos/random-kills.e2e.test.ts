import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Histogram } from '../../support/chaos/histogram.js';
import { baseOf, killerIn } from '../../support/chaos/kill-at-random.js';
import { KILLED_COMMANDS, LAMP, SURROUNDINGS } from '../../support/chaos/killed-commands.js';
import { TEMPORARY } from '../../support/chaos/leftovers.js';
import { outside } from '../../support/cli/lab-files.js';
import { writeIn } from '../../support/cli/tutorial.js';
import { ok } from '../../support/cli/vpcctl.js';
import { commandLine } from '../../support/engine/drive.js';
import { TUTORIAL } from '../../support/features/given.js';
import { installFirewalls } from '../../support/foreign-firewalls/host.js';
import { BACKEND, type Lab, OTHER_BACKEND, startLab } from '../../support/lab/harness.js';
import { brings, makePlugin } from '../../support/plugins/made.js';
import { LENGTHS } from '../../support/run/lengths.js';

const { randomKills: KILLS, seed: SEED } = LENGTHS;
const POLICY = { subnet: '10.0.2.0/24', ingress: [{ protocol: 'all', action: 'allow' }] };

/** Labs side by side: most of the time a command or a watchdog is waited for. */
const LABS = Math.min(3, Math.ceil(KILLS / KILLED_COMMANDS.length));

const labs: Lab[] = [];
const histogram = new Histogram();
beforeAll(async () => {
  for (let i = 0; i < LABS; i += 1) labs.push(await prepared());
}, 60_000 * LABS);
afterAll(async () => {
  console.log(`random kills, --seed ${SEED}\n${histogram}`);
  for (const lab of labs) await lab.stop();
});

/** A lab with the tutorial, firewalls, and what the commands need. */
async function prepared(): Promise<Lab> {
  const lab = await startLab();
  await installFirewalls(lab);
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
  return lab;
}

/** One round kills each command once; rounds differ in the driver and in the executor. */
const driverOf = (round: number) => (round % 4 < 2 ? BACKEND : OTHER_BACKEND);
const executorOf = (round: number): Readonly<Record<string, string>> =>
  round % 2 === 1 ? { VPCCTL_EXECUTOR: 'programs' } : {};

/** Kills commands in a lab until there were enough kills in all labs. */
async function killIn(lab: Lab, first: number): Promise<void> {
  // Endless, so that there are enough.
  const thousandths = fc.noBias(fc.integer({ min: 0, max: 999 }));
  const numbers = fc.sample(thousandths, { seed: SEED + first, numRuns: 80 * KILLS });
  let drawn = 0;
  const kill = killerIn(lab, histogram, () => (numbers[drawn++ % numbers.length] ?? 0) / 1000);
  let inUse = BACKEND;
  for (let round = first; histogram.commands < KILLS; round += 1) {
    console.log(`lab ${first}, round ${round}, ${histogram.commands} kills\n${histogram}`);
    const driver = driverOf(round);
    if (driver !== inUse) await ok(lab, 'backend', 'set', driver);
    inUse = driver;
    const base = await baseOf(lab, driver === BACKEND ? OTHER_BACKEND : BACKEND);
    for (const each of KILLED_COMMANDS) {
      // One that ends too soon is tried again, so that all are killed equally often.
      for (let tries = 0; tries < 5 && histogram.commands < KILLS; tries += 1)
        if (await kill(each, base, executorOf(round))) break;
    }
  }
}

it(
  `after SIGKILL at any time of any command, and of its recovery, all is well (seed ${SEED})`,
  async () => {
    await Promise.all(labs.map(killIn));
    expect(histogram.commands).toBeGreaterThanOrEqual(KILLS);
    // A kill before the intent proves little.
    if (KILLS >= 100)
      expect(histogram.count('commands', 'half made')).toBeGreaterThanOrEqual(KILLS / 3);
  },
  60_000 + KILLS * 20_000,
);
