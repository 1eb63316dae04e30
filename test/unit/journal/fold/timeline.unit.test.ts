import {
  activeIntents,
  advanceTimeline,
  foldSelected,
  foldWhole,
  removedBy,
  type Timeline,
  timeline,
} from '@vpcctl/journal';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { given } from '../../../support/engine/entries.js';

/** What a timeline says, in short. */
const said = (of: Timeline) => ({
  counts: activeIntents(of),
  undoable: of.undoable,
  redoable: of.redoable,
});

describe('given applied intents', () => {
  it.each<[string, Parameters<typeof given>, ReturnType<typeof said>]>([
    ['none', [], { counts: [], undoable: [], redoable: [] }],
    ['two changes', ['make', 'make'], { counts: [1, 2], undoable: [1, 2], redoable: [] }],
    ['an undo', ['make', 'make', ['undo', 2]], { counts: [1], undoable: [1], redoable: [2] }],
    [
      'an undo of two',
      ['make', 'make', ['undo', 2, 1]],
      { counts: [], undoable: [], redoable: [2, 1] },
    ],
    [
      'undo, undo',
      ['make', 'make', ['undo', 2], ['undo', 1]],
      { counts: [], undoable: [], redoable: [2, 1] },
    ],
    [
      'undo, redo',
      ['make', 'make', ['undo', 2], ['redo', 2]],
      { counts: [1, 2], undoable: [1, 2], redoable: [] },
    ],
    [
      'an undo, a confirmation of it, a redo',
      ['make', 'make', ['undo', 2], ['confirm', 3], ['redo', 2]],
      { counts: [1, 2], undoable: [1, 2], redoable: [] },
    ],
    [
      'undo of two, redo of one',
      ['make', 'make', ['undo', 2, 1], ['redo', 1]],
      { counts: [1], undoable: [1], redoable: [2] },
    ],
    [
      'undo, then something new',
      ['make', 'make', ['undo', 2], 'make'],
      { counts: [1, 4], undoable: [1, 4], redoable: [] },
    ],
    [
      'a revert',
      ['make', 'make', ['revert', 1]],
      { counts: [2], undoable: [1, 2, 3], redoable: [] },
    ],
    [
      'a revert, undone',
      ['make', 'make', ['revert', 1], ['undo', 3]],
      { counts: [1, 2], undoable: [1, 2], redoable: [3] },
    ],
    [
      'a revert, and an undo of what was reverted with it',
      ['make', 'make', ['revert', 1], ['undo', 3, 2, 1]],
      { counts: [], undoable: [], redoable: [3, 2, 1] },
    ],
  ])('%s', (_, requests, expected) => {
    expect(said(timeline(given(...requests)))).toEqual(expected);
  });

  it('failed and pending ones are not part of the timeline', () => {
    const entries = given('make', ['failed', 'make'], ['failed', 'undo', 1], ['pending', 'make']);
    expect(said(timeline(entries))).toEqual({ counts: [1], undoable: [1], redoable: [] });
  });

  it('each removed intent has the entry that removed it', () => {
    const of = timeline(given('make', 'make', 'make', ['revert', 1], ['undo', 4, 3], ['redo', 3]));
    expect([...removedBy(of)]).toEqual([[4, 5]]);
    expect(of.undone).toEqual(new Map([[4, 5]]));
    const reverted = timeline(given('make', ['revert', 1]));
    expect([...removedBy(reverted)]).toEqual([[1, 2]]);
  });
});

describe('a journal that contradicts itself', () => {
  it.each<[string, Parameters<typeof given>, string]>([
    ['an undo of what is not the last', ['make', 'make', ['undo', 1]], 'were not next'],
    ['an undo in the wrong order', ['make', 'make', ['undo', 1, 3]], 'were not next'],
    ['an undo of too much', ['make', ['undo', 1, -1]], 'were not next'],
    ['a redo of nothing', ['make', ['redo', 1]], 'were not next'],
    [
      'a revert of a change that is not in effect',
      ['make', ['undo', 1], ['revert', 1]],
      'not in effect',
    ],
    ['a revert of a change that does not exist', ['make', ['revert', 9]], 'not in effect'],
    ['an undo of nothing', ['make', ['undo']], 'does not name the entries'],
  ])('%s is refused', (_, requests, message) => {
    expect(() => timeline(given(...requests))).toThrow(
      expect.objectContaining({
        code: 'JOURNAL_INCONSISTENT',
        category: 'journal',
        message: expect.stringContaining(message),
      }),
    );
  });

  it.each([null, {}, { targets: 1 }, { targets: ['1'] }, { targets: [1.5] }])(
    'an undo with the data %j is refused',
    (data) => {
      const before = timeline(given('make'));
      expect(() => advanceTimeline(before, { seq: 2, type: 'undo', v: 1, data })).toThrow(
        'does not name the entries',
      );
    },
  );
});

/** Any requests that are not refused: numbers choose their changes. */
const anyRequests = fc.array(
  fc.tuple(fc.constantFrom('make', 'make', 'undo', 'redo', 'revert'), fc.nat(9)),
  {
    maxLength: 30,
  },
);

/** `requests` as entries, without the refused ones. */
function meet(requests: readonly (readonly [string, number])[]) {
  const met: Parameters<typeof given> = [];
  for (const [verb, number] of requests) {
    const { undoable, redoable, ...rest } = timeline(given(...met));
    const counting = activeIntents({ undoable, redoable, ...rest });
    const stack = { undo: undoable, redo: redoable, revert: counting }[verb];
    if (stack === undefined) met.push('make');
    else if (stack.length > 0) {
      const count = verb === 'revert' ? 1 : 1 + (number % Math.min(3, stack.length));
      const targets =
        verb === 'revert' ? [stack[number % stack.length] ?? 0] : stack.slice(-count).reverse();
      met.push([verb, ...targets]);
    }
  }
  return met;
}

describe('after any requests', () => {
  const always = (holds: (met: Parameters<typeof given>) => void) =>
    fc.assert(fc.property(anyRequests, (requests) => holds(meet(requests))));

  it('undoing all leaves nothing, and redoing all restores the same intents', () => {
    always((met) => {
      const before = timeline(given(...met));
      if (before.undoable.length === 0) return;
      const undo = ['undo', ...[...before.undoable].reverse()] as const;
      const empty = timeline(given(...met, [...undo]));
      expect(activeIntents(empty)).toEqual([]);
      const redo = [
        'redo',
        ...[...empty.redoable].reverse().slice(0, before.undoable.length),
      ] as const;
      const after = timeline(given(...met, [...undo], [...redo]));
      expect(activeIntents(after)).toEqual(activeIntents(before));
      expect(after.undoable).toEqual(before.undoable);
      expect(after.redoable).toEqual(before.redoable);
    });
  });

  it('each change is active, or removed by a known entry', () => {
    always((met) => {
      const of = timeline(given(...met));
      const out = removedBy(of);
      for (const seq of of.applied) expect(activeIntents(of).includes(seq)).toBe(!out.has(seq));
      expect(of.undoable).toEqual([...of.undoable].sort((a, b) => a - b));
      expect(new Set([...of.undoable, ...of.redoable]).size).toBe(
        of.undoable.length + of.redoable.length,
      );
      for (const seq of of.redoable) expect(out.has(seq)).toBe(true);
    });
  });

  it('the fold equals the fold of the active intents, in the order of the journal', () => {
    always((met) => {
      const entries = given(...met);
      const collect = (seqs: readonly number[], { seq }: { seq: number }) => [...seqs, seq];
      const { state, pending, timeline: of } = foldWhole<readonly number[]>(entries, [], collect);
      expect(state).toEqual(activeIntents(of));
      expect(pending).toBeNull();
      expect(foldSelected<readonly number[]>(entries, activeIntents(of), [], collect)).toEqual(
        state,
      );
    });
  });
});

it('a prefix of the journal has its own timeline, without pending intents', () => {
  const entries = given('make', 'make', ['undo', 2]);
  const whole = foldWhole<number>(entries.slice(0, 5), 0, (count) => count + 1);
  expect(whole.pending?.type).toBe('undo');
  expect(whole.state).toBe(2);
  expect(activeIntents(timeline(entries.slice(0, 4)))).toEqual([1, 2]);
});
