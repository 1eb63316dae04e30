import { expect } from 'vitest';
import type { Probe } from './probe.js';
import type { Subject } from './subject.js';

/** What is asked, how, and the answer that a driver must give. */
export type Verdict = readonly [what: string, probe: Probe, expected: unknown];

/** Asks all at once, and compares all answers. */
export async function expectVerdicts(
  subject: Subject,
  verdicts: readonly Verdict[],
): Promise<void> {
  const answers = await Promise.all(
    verdicts.map(async ([what, probe]) => [what, await probe(subject)] as const),
  );
  expect(Object.fromEntries(answers)).toEqual(
    Object.fromEntries(verdicts.map(([what, , expected]) => [what, expected])),
  );
}
