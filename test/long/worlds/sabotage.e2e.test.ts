import { it } from 'vitest';
import { BACKEND } from '../../support/lab/harness.js';
import { LENGTHS } from '../../support/run/lengths.js';
import { expectRepaired } from '../../support/worlds/sabotage/run.js';

const { sabotages: count, seed, shrinkSeconds } = LENGTHS;

it(
  `status tells of sabotage, and repair keeps what works (${count} rounds, seed ${seed}, ${BACKEND})`,
  () => expectRepaired(BACKEND, { count, seed, shrinkSeconds }),
  count * 120_000 + shrinkSeconds * 1000,
);
