import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cellOf,
  type Line,
  linesOf,
  MOST_APART,
  signOf,
  wordsOf,
} from '../../../src/page/browser/reach/heat.js';
import type { Arriving, HeatAnswer } from '../../../src/page/shared/answers.js';

const SERVICES = ['icmp', '80/tcp', '443/tcp'];
const SETS: Arriving[] = [[], [0], [0, 1], [0, 1, 2]].map((open) => ({ asked: 3, open }));

/** A matrix of some VPCs with some subnets each, the host and the internet. */
function heatOf(vpcs: number, subnets: number, answer: (cell: number) => number): HeatAnswer {
  const workloads = Array.from(
    { length: vpcs * subnets },
    (_, n) => `v${n % vpcs}/s${Math.floor(n / vpcs)}`,
  );
  const ends = [...workloads, 'host', 'internet'];
  const cells = Array.from({ length: ends.length ** 2 }, (_, cell) => {
    return cell % (ends.length + 1) === 0 ? -1 : answer(cell);
  });
  return { ends, services: SERVICES, sets: SETS, cells };
}

const anyHeat = fc
  .record({
    vpcs: fc.integer({ min: 1, max: 6 }),
    subnets: fc.integer({ min: 1, max: 12 }),
    answers: fc.array(fc.integer({ min: -1, max: 3 }), { minLength: 7, maxLength: 31 }),
  })
  .map(({ vpcs, subnets, answers }) =>
    heatOf(vpcs, subnets, (cell) => answers[cell % answers.length] ?? -1),
  );

const LARGE = heatOf(20, 10, (cell) => cell % 4);
const line = (lines: readonly Line[], name: string): Line => {
  const found = lines.find((each) => each.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
};

describe('the lines of a matrix', () => {
  it('are all ends where these are few', () => {
    const { ends } = heatOf(2, 3, () => 0);
    expect(linesOf({ ends }, new Set()).map(({ name }) => name)).toEqual(ends);
  });

  it('are VPCs where ends are many, and those that are opened have theirs below', () => {
    const closed = linesOf(LARGE, new Set());
    expect(closed.length).toBe(22);
    expect(closed.slice(-3).map(({ name, group }) => [name, group])).toEqual([
      ['v19', 'closed'],
      ['host', null],
      ['internet', null],
    ]);
    const names = linesOf(LARGE, new Set(['v1'])).map(({ name }) => name);
    expect(names.slice(0, 5)).toEqual(['v0', 'v1', 'v1/s0', 'v1/s1', 'v1/s2']);
    expect(names.length).toBe(32);
  });

  it('that are not opened have each end once', () => {
    fc.assert(
      fc.property(anyHeat, fc.subarray(['v0', 'v1', 'v2', 'v3']), (heat, open) => {
        const lines = linesOf(heat, new Set(open));
        const ends = lines.flatMap(({ group, ends: own }) => (group === 'open' ? [] : own));
        expect(ends.sort((a, b) => a - b)).toEqual(heat.ends.map((_, end) => end));
        if (heat.ends.length <= MOST_APART) expect(lines.length).toBe(heat.ends.length);
      }),
    );
  });
});

describe('a cell', () => {
  it('of VPCs counts what the cells of its pairs say', () => {
    fc.assert(
      fc.property(anyHeat, (heat) => {
        const groups = ['v0', 'host'].map(
          (name): Line => ({
            ...{ name, group: 'closed' },
            ends: heat.ends.flatMap((end, place) => (end.split('/')[0] === name ? [place] : [])),
          }),
        );
        for (const from of groups) {
          for (const to of groups) {
            const single = (end: number): Line => ({ name: '', ends: [end], group: null });
            const apart = from.ends.flatMap((a) =>
              to.ends.map((b) => cellOf(heat, heat, single(a), single(b))),
            );
            const asked = apart.filter((cell) => cell !== null);
            const cell = cellOf(heat, heat, from, to);
            expect(cell?.pairs ?? 0).toBe(asked.length);
            expect(cell?.all ?? 0).toBe(asked.filter(({ level }) => level === 'all').length);
            const arrives = asked.filter(({ level }) => level !== 'none').length;
            expect((cell?.all ?? 0) + (cell?.some ?? 0)).toBe(arrives);
          }
        }
      }),
    );
  });

  it.each([
    [3, 'v0 to v1: yes, all 100 pairs', '●'],
    [0, 'v0 to v1: no, all 100 pairs', '○'],
    [1, 'v0 to v1: 0 of 100 pairs yes, 100 in part', '◐'],
  ])('of the answer %i says so', (answer, words, sign) => {
    const heat = heatOf(20, 10, () => answer);
    const lines = linesOf(heat, new Set());
    const [from, to] = [line(lines, 'v0'), line(lines, 'v1')];
    const cell = cellOf(heat, heat, from, to);
    if (cell === null) throw new Error('nothing was asked');
    expect([wordsOf(from, to, cell), signOf(cell)]).toEqual([words, sign]);
  });

  it('tells where the answer is another one than before, though ends came', () => {
    const before = heatOf(20, 9, () => 3);
    const heat = heatOf(20, 10, (cell) => (cell === 1 ? 1 : 3));
    const lines = linesOf(heat, new Set(['v0', 'v1']));
    const [from, to] = [line(lines, 'v0/s0'), line(lines, 'v1/s0')];
    const cell = cellOf(heat, before, from, to);
    if (cell === null) throw new Error('nothing was asked');
    expect(wordsOf(from, to, cell)).toBe('v0/s0 to v1/s0: icmp, another answer than now');
    expect(signOf(cell)).toBe('◐−');
    const groups = cellOf(heat, before, line(lines, 'v0'), line(lines, 'v1'));
    expect(groups).toMatchObject({ pairs: 100, differs: 1, gains: false });
  });
});
