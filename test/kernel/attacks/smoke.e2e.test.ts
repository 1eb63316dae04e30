import { afterAll, beforeAll, expect, it } from 'vitest';
import { QUICK, tryAll } from '../../support/attacks/all.js';
import { CLASSES } from '../../support/attacks/attack.js';
import { PATIENCE } from '../../support/attacks/patience.js';
import { buildScenario, detected, listen } from '../../support/attacks/scenario.js';
import { got, type Tried } from '../../support/attacks/try.js';
import { BACKEND, type Lab, startLab } from '../../support/lab/harness.js';

/** All of them with nftables; with the other driver those that take no commands of vpcctl. */
const TRIED = BACKEND === 'nftables' ? CLASSES : QUICK;

let lab: Lab;
let tried: readonly Tried[];
beforeAll(async () => {
  lab = await startLab();
  await buildScenario(lab);
  const ears = await listen(lab);
  tried = await tryAll(lab, await detected(lab), ears, TRIED);
  await ears.stop();
}, PATIENCE);
afterAll(() => lab.stop());

it.each(TRIED)('%s: nothing gets through', (kind) => {
  const own = tried.filter((each) => each.kind === kind);
  expect(own.length).toBeGreaterThan(5);
  expect(got(own)).toEqual([]);
});
