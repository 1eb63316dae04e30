import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  dueAt,
  noteChange,
  noteLook,
  type Pace,
  type Result,
  START,
} from '../../../../src/engine/watch/pace.js';

const EVERY = 30_000;
const NOTHING: Result = { text: null, isFailure: false };
const fixed = (text: string): Result => ({ text, isFailure: false });
const failed = (text: string): Result => ({ text, isFailure: true });

/** A look that took no time. */
const lookAt = (pace: Pace, now: number, result: Result) => noteLook(pace, now, now, result);
const changesAt = (pace: Pace, ...times: number[]) => times.reduce(noteChange, pace);
const due = (pace: Pace) => dueAt(pace, EVERY);

it('looks at once when it starts, and then rarely where nothing changes', () => {
  expect(due(START)).toBe(0);
  expect(due(lookAt(START, 100, NOTHING))).toBe(30_100);
});

it('looks once after a burst, soon after its end', () => {
  const quiet = lookAt(START, 0, NOTHING);
  expect(due(changesAt(quiet, 5000))).toBe(5150);
  expect(due(changesAt(quiet, 5000, 5100, 5200))).toBe(5350);
  const long = changesAt(quiet, 5000, 5100, 5200, 5300, 5400, 5480);
  expect(due(long)).toBe(5500);
  expect(due(lookAt(long, 5500, NOTHING))).toBe(35_500);
});

it('looks at most once a second', () => {
  expect(due(changesAt(lookAt(START, 0, fixed('a')), 10))).toBe(1000);
});

it('looks again for a change during a look, which it may not have seen, and not for one before', () => {
  const during = noteChange(noteChange(lookAt(START, 0, NOTHING), 5000), 5200);
  expect(due(noteLook(during, 5150, 5300, fixed('a')))).toBe(6300);
  expect(due(noteLook(during, 5200, 5300, fixed('a')))).toBe(35_300);
});

it('does not take what a failed repair did and undid for a reason to try again', () => {
  const trying = noteChange(lookAt(START, 0, NOTHING), 5000);
  const after = noteLook(noteChange(trying, 5250), 5200, 5300, failed('a'));
  expect(due(after)).toBe(35_300);
  expect(due(noteChange(after, 5310))).toBe(35_300);
  expect(due(noteChange(after, 5500))).toBe(6300);
});

it('tries rarer and rarer while the same cannot be fixed, and anew when something else is wrong', () => {
  let pace = lookAt(START, 0, failed('a'));
  const rests: number[] = [];
  for (let times = 0; times < 7; times += 1) {
    const from = pace.looked ?? 0;
    pace = noteChange(pace, from + 200);
    rests.push(due(pace) - from);
    pace = lookAt(pace, due(pace), failed('a'));
  }
  expect(rests).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  const other = lookAt(pace, (pace.looked ?? 0) + 30_000, failed('b'));
  expect(due(noteChange(other, (other.looked ?? 0) + 200))).toBe((other.looked ?? 0) + 1000);
});

it('looks soon after a quiet time, also where the same could not be fixed for long', () => {
  let pace = START;
  for (let times = 0; times < 6; times += 1) pace = lookAt(pace, due(pace), failed('a'));
  const looked = pace.looked ?? 0;
  expect(due(pace)).toBe(looked + EVERY);
  expect(due(noteChange(pace, looked + 5000))).toBe(looked + 5150);
});

it('fixes each second what another program breaks, and gives way to one that does nothing else', () => {
  let pace = START;
  const rests: number[] = [];
  for (let times = 0; times < 9; times += 1) {
    pace = lookAt(pace, due(pace), fixed('a'));
    pace = noteChange(pace, (pace.looked ?? 0) + 10);
    rests.push(due(pace) - (pace.looked ?? 0));
  }
  expect(rests).toEqual([1000, 1000, 1000, 1000, 1000, 1000, 2000, 4000, 8000]);
});

it('keeps to both limits for any changes and results', () => {
  const result = fc.constantFrom(NOTHING, fixed('a'), failed('a'), failed('b'));
  const step = fc.record({ change: fc.nat({ max: 3000 }), takes: fc.nat({ max: 900 }), result });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      let pace = lookAt(START, 0, NOTHING);
      for (const { change, takes, result: found } of steps) {
        const looked = pace.looked ?? 0;
        pace = noteChange(pace, looked + change);
        const next = due(pace);
        expect(next).toBeGreaterThanOrEqual(looked + 1000);
        expect(next).toBeLessThanOrEqual(looked + EVERY);
        pace = noteLook(pace, next, next + takes, found);
      }
    }),
  );
});
