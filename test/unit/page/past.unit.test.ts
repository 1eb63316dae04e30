import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Past } from '../../../src/page/browser/base/past.js';
import type { TrackChange } from '../../../src/page/shared/answers.js';

const PLACES = ['a', 'a/x', 'a/y', 'a/x/one', 'b'];
const sliceOf = (place: string) => ['vpc', 'subnet', 'instance'][place.split('/').length - 1] ?? '';

/** What is there at a time: texts by place. */
type Network = ReadonlyMap<string, string>;

const change = (place: string, text: string | null): TrackChange => ({
  ...{ slice: sliceOf(place), key: place, places: [place], text, digest: text },
});

/** A history: each change sets some places, or removes them. The numbers have gaps. */
const anyHistory = fc
  .array(
    fc.dictionary(fc.constantFrom(...PLACES), fc.option(fc.constantFrom('1', '2')), { maxKeys: 3 }),
    { maxLength: 12 },
  )
  .map((steps) => {
    const states: Network[] = [new Map()];
    const points = steps.map((step, index) => {
      const next = new Map(states.at(-1));
      for (const [place, text] of Object.entries(step)) {
        if (text === null) next.delete(place);
        else next.set(place, text);
      }
      states.push(next);
      const changes = Object.entries(step).map(([place, text]) => change(place, text));
      return { seq: 2 * index + 1, changes };
    });
    return { points, states };
  });

const networkOf = (past: Past): Network =>
  new Map(
    PLACES.flatMap((place) => {
      const text = past.textOf(place);
      return text === null ? [] : [[place, text]];
    }),
  );

describe('the past in the browser', () => {
  it('is at each time what the changes up to it made, by any way there', () => {
    fc.assert(
      fc.property(anyHistory, fc.array(fc.nat(30)), ({ points, states }, way) => {
        const past = new Past({ points });
        let before = networkOf(past);
        for (const seq of [...way, 0, 99]) {
          const touched = past.moveTo(seq);
          const now = networkOf(past);
          const count = Math.min(states.length - 1, Math.floor((seq + 1) / 2));
          expect(now).toEqual(states[count]);
          for (const place of PLACES) {
            if (before.get(place) !== now.get(place)) expect(touched).toContain(place);
          }
          before = now;
        }
      }),
    );
  });

  it('marks what differs from the present, and nothing else', () => {
    fc.assert(
      fc.property(anyHistory, fc.nat(30), ({ points, states }, seq) => {
        const past = new Past({ points });
        past.moveTo(seq);
        const [then, now] = [networkOf(past), states.at(-1) ?? new Map()];
        const marks = past.marksAgainstNow();
        for (const place of PLACES) {
          const [a, b] = [then.get(place), now.get(place)];
          const kind =
            a === b
              ? undefined
              : a === undefined
                ? 'added'
                : b === undefined
                  ? 'removed'
                  : 'changed';
          expect(marks.get(place), place).toBe(kind);
        }
      }),
    );
  });

  it('marks what a change added, removed and changed, and the places that it is about', () => {
    const policy = { slice: 'firewall', key: 'a/x', places: ['a/x'], text: '', digest: 'p' };
    const past = new Past({
      points: [
        { seq: 1, changes: [change('a', '1'), change('a/x', '1')] },
        { seq: 4, changes: [policy] },
        { seq: 6, changes: [change('a/x', null), change('b', '2'), { ...policy, text: null }] },
      ],
    });
    expect([...past.marksOf(1)]).toEqual([
      ['a', 'added'],
      ['a/x', 'added'],
    ]);
    expect([...past.marksOf(4)]).toEqual([['a/x', 'changed']]);
    expect([...past.marksOf(6)]).toEqual([
      ['a/x', 'removed'],
      ['b', 'added'],
    ]);
    expect([...past.marksOf(5)]).toEqual([]);
    expect(past.places()).toEqual(['a', 'a/x', 'b']);
    past.moveTo(null);
    expect(['vpc', 'subnet'].map((slice) => past.count(slice))).toEqual([2, 0]);
  });
});
