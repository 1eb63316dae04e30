import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { Probe } from './probe.js';
import type { Subject } from './subject.js';

/** What is asked, how, and the answer that a driver must give. */
export type Verdict = readonly [what: string, probe: Probe, expected: unknown];

/** How long an answer takes at most where all is well. */
const SOON = 0.3;

/**
 * Asks all at once, and compares all answers. Most of the time goes into waiting for answers that must not come, so
 * the first time is short; what is not as expected then is asked again with more patience.
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
