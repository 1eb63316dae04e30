import { expect, it } from 'vitest';
import { BACKEND } from '../../support/lab/harness.js';
import { few } from '../../support/run/few.js';
import { wrongMarks } from '../../support/worlds/sabotage/alone.js';
import { actsOf } from '../../support/worlds/sabotage/run.js';

/** An act without marks has no turns. */
const ACTS = few(actsOf(BACKEND), 4);

it(
  `each act ends what it is said to, and is seen (${ACTS.length} acts, ${BACKEND})`,
  async () => {
    expect(await wrongMarks(BACKEND, ACTS)).toEqual([]);
  },
  ACTS.length * 120_000,
);
