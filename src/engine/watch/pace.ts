/**
 * When a watcher looks at the host. Pure: times are milliseconds of any clock that only goes on.
 * A burst of changes is one look, and there is at most one look a second. The same result again
 * and again makes the looks rarer, since they do not help.
 */

/** What a look ended with. */
export interface Result {
  /** Tells results apart; null where the host was as it should be. */
  readonly text: string | null;
  /** Whether something could not be fixed. */
  readonly isFailure: boolean;
}

/** What decides on the next look. */
export interface Pace {
  /** The first and the last change that no look has seen; null where there is none. */
  readonly changes: { readonly first: number; readonly last: number } | null;
  /** When the last look ended; null before the first one. */
  readonly looked: number | null;
  readonly result: Result;
  /** How many looks in a row had this result, after the first one, each because of a change. */
  readonly repeats: number;
}

/** The least time from one look to the next. */
const LEAST_MS = 1000;
/** A burst has ended when nothing more changed for so long. */
const SETTLED_MS = 150;
/** A burst that goes on is looked at after so long. */
const LONGEST_BURST_MS = 500;
/** So often the same thing is fixed each second. Another program may be at work. */
const PATIENT_REPEATS = 5;
const LONGEST_MS = 30_000;

export const START: Pace = {
  changes: null,
  looked: null,
  result: { text: null, isFailure: false },
  repeats: 0,
};

/** Something changed. */
export function noteChange(pace: Pace, now: number): Pace {
  // A repair that fails changes things, and changes them back: that is no reason to try again.
  const isOwn = pace.result.isFailure && pace.looked !== null && now < pace.looked + SETTLED_MS;
  if (isOwn) return pace;
  return { ...pace, changes: { first: pace.changes?.first ?? now, last: now } };
}

/** A look has ended. It has seen all that changed before it began. */
export function noteLook(pace: Pace, began: number, ended: number, result: Result): Pace {
  const isSame = result.text !== null && result.text === pace.result.text;
  const isPrompted = pace.changes !== null;
  const last = pace.changes?.last ?? began;
  const isUnseen = last > began && !result.isFailure;
  return {
    changes: isUnseen ? { first: began, last } : null,
    looked: ended,
    result,
    // After a quiet time the next change is looked at as soon as ever.
    repeats: isSame && isPrompted ? pace.repeats + 1 : 0,
  };
}

/** When the next look is due. @param every the longest time between two looks */
export function dueAt({ changes, looked, result, repeats }: Pace, every: number): number {
  if (looked === null) return 0;
  const rested = looked + restAfter(result, repeats);
  const regular = Math.max(looked + every, rested);
  if (changes === null) return regular;
  const settled = Math.min(changes.last + SETTLED_MS, changes.first + LONGEST_BURST_MS);
  return Math.min(regular, Math.max(settled, rested));
}

function restAfter({ isFailure }: Result, repeats: number): number {
  const inVain = isFailure ? repeats : Math.max(repeats - PATIENT_REPEATS, 0);
  return Math.min(LEAST_MS * 2 ** inVain, LONGEST_MS);
}
