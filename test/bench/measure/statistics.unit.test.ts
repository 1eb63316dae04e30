import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interleave, median, Samples } from './statistics.js';

const times = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 30 });

describe('median', () => {
  it('is the middle, or the mean of the two in the middle', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([7])).toBe(7);
    expect(median([])).toBeNaN();
  });

  it('has as many values below it as above it', () => {
    fc.assert(
      fc.property(times, (values) => {
        const middle = median(values);
        const below = values.filter((value) => value < middle).length;
        const above = values.filter((value) => value > middle).length;
        expect(Math.max(below, above)).toBeLessThanOrEqual(values.length / 2);
      }),
    );
  });

  it('ignores the order of the values, and does not change them', () => {
    fc.assert(
      fc.property(times, (values) => {
        const copy = [...values];
        expect(median([...values].reverse())).toBe(median(values));
        expect(values).toEqual(copy);
      }),
    );
  });
});

describe('interleave', () => {
  it('starts each round with the next task', () => {
    expect(interleave(['a', 'b', 'c'], 4).map((round) => round.join(''))).toEqual([
      'abc',
      'bca',
      'cab',
      'abc',
    ]);
  });

  it('has every task once a round, and each task first equally often', () => {
    const tasks = fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(tasks, fc.integer({ min: 0, max: 12 }), (names, rounds) => {
        const order = interleave(names, rounds);
        expect(order).toHaveLength(rounds);
        for (const round of order) expect([...round].sort()).toEqual([...names].sort());
        const firsts = names.map((name) => order.filter(([first]) => first === name).length);
        expect(Math.max(...firsts) - Math.min(...firsts)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('of no tasks is empty', () => {
    expect(interleave([], 2)).toEqual([[], []]);
  });
});

describe('samples', () => {
  it('are kept by the name of the timed task', () => {
    const samples = new Samples();
    samples.add('a', 1);
    samples.add('b', 2);
    samples.add('a', 3);
    expect(samples.of('a')).toEqual([1, 3]);
    expect(samples.of('b')).toEqual([2]);
    expect(samples.of('c')).toEqual([]);
  });
});
