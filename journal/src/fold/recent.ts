import type { Entry } from '../entry/entry.js';
import { JournalError } from '../entry/error.js';
import type { Journal } from '../store/journal.js';
import { olderSnapshots, readSnapshot } from '../store/snapshot.js';
import { foldEntries } from './fold.js';
import { type Timeline, timeline } from './timeline.js';

/** The end of a journal, and what its beginning comes to. */
export interface Recent<S> {
  /** The state before `entries`. */
  readonly state: S;
  readonly entries: readonly Entry[];
  /** The timeline of `entries` alone: its stacks have the changes among them, and not older ones. */
  readonly timeline: Timeline;
}

/**
 * The end of the journal behind an older snapshot, so that an undo of a recent change reads no
 * more. Null where there is no such snapshot, or where an undo, redo or revert among the entries is
 * about an older change: then the whole journal says what is in effect.
 * @param snapshotFile the file of the present snapshot, beside which older ones are
 * @param version of the state's shape, as {@link readSnapshot} takes it
 * @throws JournalError as `Journal.read`
 */
export async function readRecent<S>(
  journal: Journal,
  snapshotFile: string,
  version: string,
): Promise<Recent<S> | null> {
  for (const file of olderSnapshots(snapshotFile)) {
    const snapshot = readSnapshot<S>(file, version);
    if (snapshot === null || !(await journal.confirms(snapshot.position))) continue;
    const { state, position } = snapshot;
    const { entries } = await journal.read(position);
    const of = timelineAfter(position.seq, entries);
    if (of !== null) return { state, entries, timeline: of };
  }
  return null;
}

/** The timeline of the entries that follow change `seq`; null where they need older ones. */
function timelineAfter(seq: number, entries: readonly Entry[]): Timeline | null {
  try {
    foldEntries({ state: null, pending: null, unconfirmed: null }, seq, entries, () => null);
    return timeline(entries);
  } catch (error) {
    if (error instanceof JournalError && error.code === 'JOURNAL_INCONSISTENT') return null;
    throw error;
  }
}
