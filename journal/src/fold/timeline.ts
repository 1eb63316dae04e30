import type { Entry, EntryContent, NoteContent } from '../entry/entry.js';
import { inconsistent, type JournalError } from '../entry/error.js';
import { isRecord } from '../entry/json.js';
import { acceptsLoss } from '../entry/loss.js';
import { history } from './history.js';

/**
 * The types of intents about the history: three take changes out of the fold or bring them back,
 * and a confirmation keeps one.
 */
export type HistoryType = 'undo' | 'redo' | 'revert' | 'confirm';

const HISTORY_TYPES: readonly HistoryType[] = ['undo', 'redo', 'revert', 'confirm'];

/** The fields of an entry that a timeline uses. */
type Settled = EntryContent & Pick<Entry, 'seq'>;

/** An entry about the history. `targets` are the numbers of the changes that it is about. */
export type HistoryEntry = NoteContent & {
  readonly seq: number;
  readonly type: HistoryType;
  readonly data: { readonly targets: readonly number[] };
};

/**
 * Whether an entry is about the history. Pure.
 * @throws JournalError `JOURNAL_INCONSISTENT` for one without valid targets
 */
export function isHistoryEntry(entry: Settled): entry is HistoryEntry {
  if (entry.type === 'change' || !HISTORY_TYPES.some((type) => type === entry.type)) return false;
  const targets = isRecord(entry.data) ? entry.data['targets'] : null;
  if (Array.isArray(targets) && targets.length > 0 && targets.every(Number.isSafeInteger))
    return true;
  throw contradiction(entry, 'does not name the entries it is about');
}

/**
 * Which applied intents are in effect. A *change* is any intent but a confirmation, which has no
 * part here, and `undo` and `redo`, which move changes from one of two stacks to the other. A new
 * change empties the stack of redoable changes. A change that accepts a loss empties both: the state
 * begins anew with it.
 */
export interface Timeline {
  /**
   * The numbers of all applied intents that are not about the history, ascending; only those from
   * the last accepted loss on.
   */
  readonly applied: readonly number[];
  /** The number of the change that accepted a loss last; null where none did. */
  readonly lossAt: number | null;
  /** Changes in effect, oldest first: `undo` takes the last one next. */
  readonly undoable: readonly number[];
  /** Changes that were undone: `redo` takes the last one next. */
  readonly redoable: readonly number[];
  /** Changes that were undone and not redone, each with the number of its undo. */
  readonly undone: ReadonlyMap<number, number>;
  /** The changes that each revert takes out of the fold, by the number of the revert. */
  readonly reverts: ReadonlyMap<number, readonly number[]>;
}

/**
 * The timeline of a whole journal, without intents that failed or have no outcome yet. Pure.
 * @throws JournalError `JOURNAL_INCONSISTENT` where an undo or redo is not about the changes that
 *   were next, or a revert about one that is not in effect
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

/** As {@link advanceTimeline}, after several more applied intents, in order. */
export function advanceTimelineBy(before: Timeline, entries: readonly Settled[]): Timeline {
  const draft = new Draft(before);
  for (const entry of entries) draft.add(entry);
  return draft;
}

/** A mutable timeline: journals are long, so no copy is made for each entry. */
class Draft implements Timeline {
  applied: number[];
  lossAt: number | null;
  undoable: number[];
  redoable: number[];
  readonly undone: Map<number, number>;
  readonly reverts: Map<number, readonly number[]>;

  constructor(before?: Timeline) {
    this.applied = [...(before?.applied ?? [])];
    this.lossAt = before?.lossAt ?? null;
    this.undoable = [...(before?.undoable ?? [])];
    this.redoable = [...(before?.redoable ?? [])];
    this.undone = new Map(before?.undone);
    this.reverts = new Map(before?.reverts);
  }

  add(entry: Settled): void {
    if (acceptsLoss(entry)) {
      this.applied = [entry.seq];
      this.lossAt = entry.seq;
      this.undoable = [];
      this.redoable = [];
      return;
    }
    if (!isHistoryEntry(entry)) {
      this.applied.push(entry.seq);
      this.change(entry.seq);
      return;
    }
    const { targets } = entry.data;
    switch (entry.type) {
      case 'confirm':
        return;
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
        this.checkActive(targets, entry);
        this.reverts.set(entry.seq, targets);
        this.change(entry.seq);
    }
  }

  private change(seq: number): void {
    this.undoable.push(seq);
    this.redoable = [];
  }

  private checkActive(targets: readonly number[], entry: HistoryEntry): void {
    const active = new Set(activeIntents(this));
    const inactive = targets.find((target) => !active.has(target));
    if (inactive === undefined) return;
    throw contradiction(entry, `reverts entry ${inactive}, which is not in effect`);
  }
}

/** The numbers of the intents in effect, ascending: the state is the fold of these. Pure. */
export function activeIntents(of: Timeline): number[] {
  const out = removedBy(of);
  return of.applied.filter((seq) => !out.has(seq));
}

/** What takes changes out of the fold: a part of a timeline. */
export type Removals = Pick<Timeline, 'undone' | 'reverts'>;

/**
 * The removals that the end of a journal tells. Pure. They are complete for the changes that are
 * among `entries`, since a change is taken out after it was made.
 */
export function removalsIn(entries: readonly Entry[]): Removals {
  const undone = new Map<number, number>();
  const reverts = new Map<number, readonly number[]>();
  for (const { entry, outcome } of history(entries)) {
    if (outcome !== 'applied' || !isHistoryEntry(entry)) continue;
    const { targets } = entry.data;
    if (entry.type === 'revert') reverts.set(entry.seq, targets);
    if (entry.type === 'undo') for (const target of targets) undone.set(target, entry.seq);
    if (entry.type === 'redo') for (const target of targets) undone.delete(target);
  }
  return { undone, reverts };
}

/** The applied intents that are not in effect, each with the entry that took it out. Pure. */
export function removedBy({ undone, reverts }: Removals): Map<number, number> {
  const out = new Map<number, number>();
  for (const [seq, targets] of reverts) {
    if (!undone.has(seq)) for (const target of targets) out.set(target, seq);
  }
  for (const [target, seq] of undone) out.set(target, seq);
  return out;
}

/** Removes the top of a stack, which has to be `targets`, the topmost first. */
function takeTop(stack: number[], targets: readonly number[], entry: HistoryEntry): void {
  const top = stack.slice(-targets.length).reverse();
  if (top.length !== targets.length || top.some((seq, i) => seq !== targets[i])) {
    throw contradiction(entry, `is about entries ${targets.join(', ')}, which were not next`);
  }
  stack.length -= targets.length;
}

function contradiction({ seq, type }: Settled, what: string): JournalError {
  return inconsistent(`entry ${seq} (${type}) ${what}`);
}
