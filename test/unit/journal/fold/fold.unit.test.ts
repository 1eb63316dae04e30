import {
  type ChangeEntry,
  type Entry,
  type EntryDraft,
  eventsOf,
  fold,
  JournalError,
  type Projection,
  START,
} from '@vpcctl/journal';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intent, note } from '../../../support/journal/support.js';

type Names = readonly string[];

const OUTCOMES = ['applied', 'failed'];

const EMPTY: Projection<Names> = { state: [], position: START, pending: null, unconfirmed: null };
const evolve = (state: Names, change: ChangeEntry): Names => [...state, ...typesOf(change)];
const typesOf = (entry: Entry): Names => eventsOf(entry).map(({ type }) => type);

/** What may come next: an intent while none waits, and either outcome for the one that waits. */
const script = fc
  .array(
    fc.record({
      name: fc.string({ minLength: 1 }),
      ends: fc.constantFrom('applied' as const, 'failed' as const),
      guarded: fc.boolean(),
    }),
  )
  .chain((steps) => fc.tuple(fc.constant(steps), fc.boolean()))
  .map(([steps, leftOpen]) => {
    const drafts = steps.flatMap(({ name, ends, guarded }) => [
      intent(null, `thing.${name}`),
      ends === 'applied' && guarded ? note(ends, { confirmBy: `by ${name}` }) : outcome(ends),
    ]);
    return leftOpen ? [...drafts, intent()] : drafts;
  })
  .map(entriesOf);

function outcome(type: 'applied' | 'failed'): EntryDraft {
  return note(type, type === 'applied' ? {} : { error: { code: 'X', message: 'why' } });
}

/** Entries as the journal would number them; a fold does not look at hashes. */
function entriesOf(drafts: EntryDraft[]): Entry[] {
  let seq = 0;
  return drafts.map((draft, index) => {
    if (!OUTCOMES.includes(draft.type)) seq += 1;
    const hashes = { prev: `hash ${index}`, hash: `hash ${index + 1}` };
    return { ...draft, seq, id: 'id', at: 'at', ...hashes };
  });
}

/** Entries as they are read. */
function tail(entries: readonly Entry[]) {
  const { seq, hash } = entries.at(-1) ?? START;
  return { entries, end: { line: entries.length, seq, hash, cursor: 100 * seq } };
}

function states(...drafts: EntryDraft[]) {
  const { state, pending } = fold(EMPTY, tail(entriesOf(drafts)), evolve);
  return { state, pending: pending?.seq ?? null };
}

function failure(run: () => unknown): JournalError {
  try {
    run();
  } catch (error) {
    if (error instanceof JournalError) return error;
  }
  throw new Error('expected a JournalError');
}

const make = intent(null, 'make');
const drop = intent(null, 'drop');

describe('the fold of', () => {
  it('no entry is the initial state', () => {
    expect(fold(EMPTY, tail([]), evolve)).toEqual(EMPTY);
  });
  it('a pending intent does not change the state', () => {
    expect(states(make)).toEqual({ state: [], pending: 1 });
  });
  it('an applied intent changes the state', () => {
    expect(states(make, outcome('applied'))).toEqual({ state: ['make'], pending: null });
  });
  it('a failed intent does not change the state', () => {
    expect(states(make, outcome('failed'))).toEqual({ state: [], pending: null });
  });
  it('an applied, a failed and a pending intent has the first only', () => {
    expect(states(make, outcome('applied'), drop, outcome('failed'), intent(null, 'last'))).toEqual(
      { state: ['make'], pending: 3 },
    );
  });
});

describe('the change that awaits confirmation', () => {
  const confirmBy = '2026-01-02T03:04:05.678Z';
  const guarded = note('applied', { confirmBy });
  const unconfirmed = (...drafts: EntryDraft[]) =>
    fold(EMPTY, tail(entriesOf(drafts)), evolve).unconfirmed;

  it('is the last one that was applied, with its time', () => {
    const first = { seq: 1, deadline: confirmBy };
    expect(unconfirmed(make, outcome('applied'))).toBeNull();
    expect(unconfirmed(make, guarded)).toEqual(first);
    expect(unconfirmed(make, guarded, drop)).toEqual(first);
    expect(unconfirmed(make, guarded, drop, outcome('failed'))).toEqual(first);
    expect(unconfirmed(make, outcome('applied'), drop, guarded)).toMatchObject({ seq: 2 });
  });

  it('is none any more after its confirmation, or its undo', () => {
    for (const type of ['confirm', 'undo'] as const) {
      const next = note(type, { targets: [1] });
      expect(unconfirmed(make, guarded, next, outcome('failed'))).toMatchObject({ seq: 1 });
      expect(unconfirmed(make, guarded, next, outcome('applied'))).toBeNull();
      expect(unconfirmed(make, guarded, next, guarded)).toMatchObject({ seq: 2 });
    }
  });
});

describe('contradictions', () => {
  it.each<[string, EntryDraft[], string]>([
    ['an intent while one waits', [make, drop], 'entry 2'],
    ['an outcome of nothing', [outcome('applied')], 'entry 0'],
    ['a second outcome', [make, outcome('failed'), outcome('applied')], 'entry 1'],
  ])('%s', (_, drafts, where) => {
    const error = failure(() => fold(EMPTY, tail(entriesOf(drafts)), evolve));
    expect(error).toMatchObject({ code: 'JOURNAL_INCONSISTENT', exitCode: 4 });
    expect(error.message).toContain(where);
  });

  it('entries that do not follow the position', () => {
    const [, , third] = entriesOf([make, outcome('applied'), drop]);
    const error = failure(() => fold(EMPTY, tail(third ? [third] : []), evolve));
    expect(error.code).toBe('JOURNAL_INCONSISTENT');
    expect(error.message).toContain('entry 2 follows entry 0');
  });

  it('an outcome of another intent than the pending one', () => {
    const [first] = entriesOf([make]);
    const [, other] = entriesOf([make, outcome('applied')]);
    const entries = first && other ? [first, { ...other, seq: 7 }] : [];
    const error = failure(() => fold(EMPTY, tail(entries), evolve));
    expect(error).toMatchObject({ code: 'JOURNAL_INCONSISTENT' });
    expect(error.message).toContain('entry 7 has an outcome (applied), but entry 1 waits');
  });
});

it('a fold in pieces equals the whole fold', () => {
  fc.assert(
    fc.property(script, fc.array(fc.nat(20)), (entries, cuts) => {
      const bounds = [...cuts.sort((a, b) => a - b), entries.length];
      let start = 0;
      let inPieces = EMPTY;
      for (const bound of bounds) {
        const stop = Math.max(start, Math.min(bound, entries.length));
        const { end } = tail(entries.slice(0, stop));
        inPieces = fold(inPieces, { entries: entries.slice(start, stop), end }, evolve);
        start = stop;
      }
      expect(inPieces).toEqual(fold(EMPTY, tail(entries), evolve));
    }),
  );
});

it('the active intents are the applied ones, in order', () => {
  fc.assert(
    fc.property(script, (entries) => {
      const applied = entries.filter((_, index) => entries[index + 1]?.type === 'applied');
      expect(fold(EMPTY, tail(entries), evolve).state).toEqual(applied.flatMap(typesOf));
    }),
  );
});
