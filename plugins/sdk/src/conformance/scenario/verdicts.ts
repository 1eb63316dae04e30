import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { Probe } from './probe.js';
import type { Subject } from './subject.js';

/** A name, a probe, and the answer that a driver must give. */
export type Verdict = readonly [what: string, probe: Probe, expected: unknown];

/** Seconds in which an answer normally arrives. */
const SOON = 0.3;

/**
 * Runs all probes at once and compares all answers. Most time goes into waiting for answers that
 * must not arrive, so the first wait is short. A probe with another answer is repeated with more
 * patience.
 */
export async function expectVerdicts(
  subject: Subject,
  verdicts: readonly Verdict[],
): Promise<void> {
  const answers = await Promise.all(
    verdicts.map(async ([what, probe, expected]) => {
      const answer = await probe(subject, SOON);
      return [what, isDeepStrictEqual(answer, expected) ? answer : await probe(subject)] as const;
    }),
  );
  expect(Object.fromEntries(answers)).toEqual(
    Object.fromEntries(verdicts.map(([what, , expected]) => [what, expected])),
  );
}
