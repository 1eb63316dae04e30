import { afterAll, beforeAll, expect, it } from 'vitest';
import { ok } from '../cli/support/vpcctl.js';
import { BACKEND, type Lab, startLab } from '../lab/harness.js';
import { CLASSES } from './support/attack.js';
import { attacks } from './support/attacks.js';
import { clashes } from './support/clashes.js';
import { MUTATIONS, type Mutation } from './support/mutations.js';
import { run, type Tried } from './support/try.js';
import { buildWorld, type Place, type Station, survey } from './support/world.js';

/** The long run has all of them. */
const few = ['no port isolation', 'no source guard'];
const chosen = MUTATIONS.filter(
  ({ name }) => process.env['VPCCTL_TEST_RUNS'] === 'all' || few.includes(name),
);

let lab: Lab;
let stations: ReadonlyMap<Place, Station>;
beforeAll(async () => {
  lab = await startLab();
  await buildWorld(lab);
  stations = await survey(lab);
});
afterAll(() => lab.stop());

async function tryAll({ caughtBy }: Mutation): Promise<Tried[]> {
  const direct = await run(lab, attacks(stations));
  return caughtBy === 'taken-tuple' ? [...direct, ...(await clashes(lab, stations))] : direct;
}

it.each(chosen)('$name: seen by $caughtBy', async (mutation) => {
  const script = BACKEND === 'nftables' ? mutation.nftables : mutation.legacy;
  expect(await lab.shell(`set -e\n${script}`)).toMatchObject({ exitCode: 0 });
  const tried = await tryAll(mutation);
  const caught = CLASSES.filter((kind) =>
    tried.some(({ attack, reached }) => attack.kind === kind && reached.length > 0),
  );
  process.stdout.write(`${BACKEND}: ${mutation.name} → ${caught.join(', ') || 'nothing'}\n`);
  await ok(lab, 'replay');
  expect(caught).toContain(mutation.caughtBy);
});
