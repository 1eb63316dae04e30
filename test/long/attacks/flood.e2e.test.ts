import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boundaries } from '../../support/attacks/flood/boundaries.js';
import { CHANGES, plainly, STEPWISE } from '../../support/attacks/flood/changes.js';
import {
  type Counts,
  type Flood,
  type Flooding,
  startFlooding,
} from '../../support/attacks/flood/flood.js';
import { buildFloodScenario } from '../../support/attacks/flood/flood-scenario.js';
import { installSlowTools, slowly } from '../../support/attacks/flood/slow-tools.js';
import { Tally } from '../../support/attacks/flood/tally.js';
import { installFakeTools } from '../../support/cli/fake-tools.js';
import { BACKEND, type Lab, startLab } from '../../support/lab/harness.js';
import { LENGTHS } from '../../support/run/lengths.js';

/** How many changes of a kind there are at least, so that all together are as many as asked for. */
const ENOUGH = LENGTHS.floodChanges / Object.keys(CHANGES).length;

let lab: Lab;
let floods: readonly Flood[];
let flooding: Flooding;
let tally: Tally;
beforeAll(async () => {
  lab = await startLab();
  installFakeTools(lab);
  installSlowTools(lab);
  const scenario = await buildFloodScenario(lab);
  floods = boundaries(scenario);
  flooding = await startFlooding(lab, scenario.places, floods);
  tally = new Tally(floods);
}, 600_000);
afterAll(async () => {
  process.stdout.write(`${BACKEND}\n${tally?.summary()}\n`);
  await flooding?.stop();
  await lab.stop();
});

const leaks = ({ passed, reached }: Counts, before: Counts): string[] =>
  floods.flatMap(({ boundary, from }, slot) => {
    const more = (passed[slot] ?? 0) - (before.passed[slot] ?? 0);
    return more === 0
      ? []
      : [`${more} passed ${boundary}, from ${from}: to ${reached[slot]?.join()}`];
  });

describe('no packet of a flood crosses a boundary, at any moment of a change', () => {
  it.each(Object.entries(CHANGES))(
    '%s',
    async (kind, change) => {
      // Each kind as it is, and then in small steps where links come; in turn in the long run.
      for (
        let round = 0;
        tally.changes(kind) < ENOUGH || (round < 2 && STEPWISE.includes(kind));
        round += 1
      ) {
        const before = flooding.counts();
        const count = await change(lab, round % 2 === 0 ? plainly(lab) : slowly(lab), round);
        await flooding.settle();
        const after = flooding.counts();
        tally.add(kind, count, before, after);
        expect(leaks(after, before), `${kind}, round ${round}`).toEqual([]);
      }
    },
    3_000_000,
  );
});
