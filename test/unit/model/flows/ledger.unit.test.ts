import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Carried, Ledger } from '../../../../src/model/flows/index.js';
import { connection, type Growth, growths, sum } from '../../../support/flows/arbitrary.js';

const carriedBy = (all: readonly Carried[]): Growth =>
  sum(
    all.map(
      ({ counted: { original, reply } }): Growth => [
        original.packets,
        original.bytes,
        reply.packets,
        reply.bytes,
      ],
    ),
  );

/** What happens to a connection between two looks at it. */
const happening = fc.constantFrom('seen', 'taken', 'restarted', 'missed');

describe('what is on record', () => {
  it('is each packet once, over any windows, restarts and missed looks', () => {
    fc.assert(
      fc.property(
        growths,
        fc.array(happening, { minLength: 8, maxLength: 8 }),
        (steps, happenings) => {
          let ledger = new Ledger({}, 0);
          const taken: Carried[] = [];
          let now = 1000;
          for (const [index] of steps.entries()) {
            const counted = sum(steps.slice(0, index + 1));
            now += 1000;
            const what = happenings[index] ?? 'seen';
            if (what === 'missed') continue;
            expect(ledger.seen([connection(1, counted)], now)).toBe(0);
            if (what !== 'seen') taken.push(...ledger.take(now));
            // What was taken was written together with what is open.
            if (what === 'restarted') ledger = new Ledger(ledger.open, now);
          }
          const total = sum(steps);
          ledger.ended(connection(1, total, { isEnding: true, endedAt: now }), now);
          taken.push(...ledger.take(now));
          expect(carriedBy(taken)).toEqual(total);
          expect(ledger.open).toEqual({});
        },
      ),
    );
  });

  it('has no packet of a dump that shows a connection whose end was told already', () => {
    const ledger = new Ledger({}, 0);
    ledger.ended(connection(1, [3, 300, 2, 200], { isEnding: true, endedAt: 5000 }), 5000);
    ledger.seen([connection(1, [3, 300, 2, 200], { isEnding: true, endedAt: 5000 })], 5000);
    expect(carriedBy(ledger.take(6000))).toEqual([3, 300, 2, 200]);
  });

  it('tells connections with the same ends apart by their numbers', () => {
    const ledger = new Ledger({}, 0);
    const { original } = connection(1, [0, 0, 0, 0]);
    ledger.seen([connection(1, [5, 500, 0, 0], { original })], 2000);
    ledger.ended(connection(1, [5, 500, 0, 0], { original, isEnding: true }), 3000);
    ledger.seen([connection(2, [4, 400, 0, 0], { original })], 4000);
    expect(carriedBy(ledger.take(5000))).toEqual([9, 900, 0, 0]);
  });

  it('says how many connections of an earlier run ended unseen', () => {
    const before = new Ledger({}, 0);
    before.seen(
      [1, 2, 3].map((id) => connection(id, [1, 100, 0, 0])),
      1000,
    );
    before.take(1000);
    const ledger = new Ledger(before.open, 1000);
    // The message of the end of one is on its way: it is not lost.
    ledger.ended(connection(3, [2, 200, 0, 0], { isEnding: true, endedAt: 1500 }), 1500);
    expect(ledger.seen([connection(1, [4, 400, 0, 0])], 2000)).toBe(1);
    expect(ledger.seen([connection(1, [4, 400, 0, 0])], 3000)).toBe(0);
    expect(carriedBy(ledger.take(3000))).toEqual([4, 400, 0, 0]);
  });

  it('forgets a connection that two dumps did not show, and waits for its end until then', () => {
    const ledger = new Ledger({}, 0);
    ledger.seen([connection(1, [1, 100, 0, 0])], 1000);
    ledger.seen([], 2000);
    expect(Object.keys(ledger.open)).toHaveLength(1);
    ledger.seen([], 3000);
    expect(ledger.open).toEqual({});
  });

  it('has nothing of a connection that began while nothing was counted', () => {
    const ledger = new Ledger({}, 0);
    ledger.seen([connection(1, [0, 0, 0, 0], { counted: null })], 1000);
    ledger.ended(connection(1, [0, 0, 0, 0], { counted: null, isEnding: true }), 2000);
    expect(ledger.take(2000)).toEqual([]);
  });
});
