import type { Entry } from '../entry/entry.js';
import { JournalError } from '../entry/error.js';
import { isRecord } from '../entry/json.js';
import { history } from './history.js';

/** Intents about other intents: they take changes out of the fold, or bring them back. */
export type HistoryType = 'undo' | 'redo' | 'revert';

/** The part of an entry that a timeline looks at. */
type Settled = Pick<Entry, 'seq' | 'type' | 'data'>;

/** An entry about other entries: `targets` are the numbers of their changes. */
export type HistoryEntry = Settled & {
  readonly type: HistoryType;
  readonly data: { readonly targets: readonly number[] };
};

/** Whether an entry is about other entries. */
export function isHistoryEntry(entry: Settled): entry is HistoryEntry {
  if (entry.type !== 'undo' && entry.type !== 'redo' && entry.type !== 'revert') return false;
  const targets = isRecord(entry.data) ? entry.data['targets'] : null;
  if (Array.isArray(targets) && targets.length > 0 && targets.every(Number.isSafeInteger))
    return true;
  throw inconsistent(entry, 'does not say which entries it is about');
}

/**
 * Which applied intents count. A *change* is an intent about the world, or a `revert`; `undo` and `redo` move changes
 * from one of two stacks to the other, and are none themselves. A new change ends what could be redone.
 */
export interface Timeline {
  /** All applied intents about the world, by `seq`, ascending. */
  readonly world: readonly number[];
  /** Changes that stand, oldest first: the last is undone next. */
  readonly undoable: readonly number[];
  /** Changes that were undone: the last is redone next. */
  readonly redoable: readonly number[];
  /** Changes that were undone and not redone, with the entry of that undo. */
  readonly undone: ReadonlyMap<number, number>;
  /** What each revert took out. */
  readonly reverts: ReadonlyMap<number, readonly number[]>;
}

/**
 * The timeline of a whole journal; intents that failed, or have no outcome yet, are not in it. Pure.
 * @throws JournalError `JOURNAL_INCONSISTENT` when an undo or redo is not about the changes that were next, or a
 *   revert about one that does not stand
 */
export function timeline(entries: readonly Entry[]): Timeline {
  const draft = new Draft();
  for (const { entry, outcome } of history(entries)) if (outcome === 'applied') draft.add(entry);
  return draft;
}

/**
 * The timeline after one more applied intent. Pure.
 * @throws JournalError `JOURNAL_INCONSISTENT`, as {@link timeline}
 */
export function advanceTimeline(before: Timeline, entry: Settled): Timeline {
  const draft = new Draft(before);
  draft.add(entry);
  return draft;
}

/** A timeline while it is made: journals are long, so it is not copied for each entry. */
class Draft implements Timeline {
  readonly world: number[];
  readonly undoable: number[];
  redoable: number[];
  readonly undone: Map<number, number>;
  readonly reverts: Map<number, readonly number[]>;

  constructor(before?: Timeline) {
    this.world = [...(before?.world ?? [])];
    this.undoable = [...(before?.undoable ?? [])];
    this.redoable = [...(before?.redoable ?? [])];
    this.undone = new Map(before?.undone);
    this.reverts = new Map(before?.reverts);
  }

  add(entry: Settled): void {
    if (!isHistoryEntry(entry)) {
      this.world.push(entry.seq);
      this.change(entry.seq);
      return;
    }
    const { targets } = entry.data;
    switch (entry.type) {
      case 'undo':
        takeTop(this.undoable, targets, entry);
        this.redoable.push(...targets);
        for (const target of targets) this.undone.set(target, entry.seq);
        return;
      case 'redo':
        takeTop(this.redoable, targets, entry);
        this.undoable.push(...targets);
        for (const target of targets) this.undone.delete(target);
        return;
      case 'revert':
        this.checkCount(targets, entry);
        this.reverts.set(entry.seq, targets);
        this.change(entry.seq);
    }
  }

  private change(seq: number): void {
    this.undoable.push(seq);
    this.redoable = [];
  }

  private checkCount(targets: readonly number[], entry: HistoryEntry): void {
    const counts = new Set(activeIntents(this));
    const idle = targets.find((target) => !counts.has(target));
    if (idle === undefined) return;
    throw inconsistent(entry, `reverts entry ${idle}, which does not count`);
  }
}

/** The intents about the world that count, by `seq`, ascending: the state is the fold of these. Pure. */
export function activeIntents(of: Timeline): number[] {
  const out = removedBy(of);
  return of.world.filter((seq) => !out.has(seq));
}

/** Every intent that does not count though it was applied, with the entry that took it out. Pure. */
export function removedBy({ undone, reverts }: Timeline): Map<number, number> {
  const out = new Map<number, number>();
  for (const [seq, targets] of reverts) {
    if (!undone.has(seq)) for (const target of targets) out.set(target, seq);
  }
  for (const [target, seq] of undone) out.set(target, seq);
  return out;
}

/** Takes the top of a stack off, which must be `targets`: the topmost first. */
function takeTop(stack: number[], targets: readonly number[], entry: HistoryEntry): void {
  const top = stack.slice(-targets.length).reverse();
  if (top.length !== targets.length || top.some((seq, i) => seq !== targets[i])) {
    throw inconsistent(entry, `is about entries ${targets.join(', ')}, which were not next`);
  }
  stack.length -= targets.length;
}

function inconsistent(entry: Settled, what: string): JournalError {
  return new JournalError(
    `the journal contradicts itself: entry ${entry.seq} (${entry.type}) ${what}`,
    {
      code: 'JOURNAL_INCONSISTENT',
      category: 'journal',
      hints: [
        'put back a copy of the journal from a backup; vpcctl changes nothing until it is whole',
      ],
    },
  );
}
