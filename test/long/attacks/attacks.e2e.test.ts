import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tryAll } from '../../support/attacks/all.js';
import { CLASSES } from '../../support/attacks/attack.js';
import { PATIENCE } from '../../support/attacks/patience.js';
import {
  buildScenario,
  detected,
  type Ears,
  listen,
  policeBridges,
} from '../../support/attacks/scenario.js';
import { got, summary, type Tried } from '../../support/attacks/try.js';
import { BACKEND, type Lab, startLab } from '../../support/lab/harness.js';
import { LENGTHS } from '../../support/run/lengths.js';

/** Without br_netfilter less is in the way of an attack. */
const POLICED = LENGTHS.alsoWithBridgeFilter ? [false, true] : [false];

let lab: Lab;
let ears: Ears;
beforeAll(async () => {
  lab = await startLab();
  await buildScenario(lab);
  ears = await listen(lab);
}, PATIENCE);
afterAll(async () => {
  await ears.stop();
  await lab.stop();
});

describe.each(POLICED)('with bridges that the packet filter sees: %s', (police) => {
  let tried: readonly Tried[];
  beforeAll(async () => {
    await policeBridges(lab, police);
    tried = await tryAll(lab, await detected(lab), ears);
    process.stdout.write(`${BACKEND}, bridges seen: ${police}\n${summary(tried)}\n`);
  }, PATIENCE);

  it.each(CLASSES)('%s: nothing gets through', (kind) => {
    const own = tried.filter((each) => each.kind === kind);
    expect(own.length).toBeGreaterThan(5);
    expect(got(own)).toEqual([]);
  });
});
