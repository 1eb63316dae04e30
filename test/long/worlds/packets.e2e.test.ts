import { it } from 'vitest';
import { BACKEND } from '../../support/lab/harness.js';
import { LENGTHS } from '../../support/run/lengths.js';
import { expectAgreement } from '../../support/worlds/agree.js';

const { worlds: count, worldsAtOnce: atOnce, seed, shrinkSeconds } = LENGTHS;

it(`the model and the kernel agree in ${count} random worlds, with ${BACKEND}`, async () => {
  await expectAgreement(BACKEND, { count, atOnce, seed, shrinkSeconds });
}, 3_600_000);
