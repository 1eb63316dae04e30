import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKEND, type Lab, startLab } from '../lab/harness.js';
import { CLASSES } from './support/attack.js';
import { attacks } from './support/attacks.js';
import { clashes } from './support/clashes.js';
import { got, run, summary, type Tried } from './support/try.js';
import { buildWorld, type Place, type Station, survey } from './support/world.js';

let lab: Lab;
let stations: ReadonlyMap<Place, Station>;
let tried: readonly Tried[];
beforeAll(async () => {
  lab = await startLab();
  await buildWorld(lab);
  stations = await survey(lab);
  tried = [...(await run(lab, attacks(stations))), ...(await clashes(lab, stations))];
  process.stdout.write(`${BACKEND}\n${summary(tried)}\n`);
});
afterAll(() => lab.stop());

describe('root in a subnet, and whoever is upstream', () => {
  it.each(CLASSES)('%s: nothing gets through', (kind) => {
    const own = tried.filter(({ attack }) => attack.kind === kind);
    expect(own.length).toBeGreaterThan(5);
    expect(got(own)).toEqual([]);
  });
});
