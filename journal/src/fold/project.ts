import { START } from '../entry/position.js';
import type { Journal } from '../store/journal.js';
import { readSnapshot } from '../store/snapshot.js';
import { type EvolveState, fold, type Projection } from './fold.js';
import { foldWhole } from './fold-whole.js';
import { isHistoryEntry } from './timeline.js';

/**
 * The state that the journal stands for: the snapshot, where the journal confirms its position, and the entries
 * after it; otherwise all entries from the start, folded into `initial`. A snapshot that is missing, damaged, of
 * another version or from another journal (newer than this one, say) is passed over, never an error.
 * @throws JournalError as `journal.read` and `fold` do
 */
export async function project<S>(
  journal: Journal,
  snapshotFile: string,
  version: string,
  initial: S,
  evolve: EvolveState<S>,
): Promise<Projection<S>> {
  const base = (await fromSnapshot<S>(journal, snapshotFile, version)) ?? {
    state: initial,
    position: START,
    pending: null,
  };
  const tail = await journal.read(base.position);
  if (!tail.entries.some(isHistoryEntry)) return fold(base, tail, evolve);
  // An undo changes what the entries before it come to, so the fold starts anew.
  const { entries, end } = base.position.seq === 0 ? tail : await journal.read();
  const { state, pending } = foldWhole(entries, initial, evolve);
  return { state, position: end, pending };
}

async function fromSnapshot<S>(
  journal: Journal,
  file: string,
  version: string,
): Promise<Projection<S> | null> {
  const snapshot = readSnapshot<S>(file, version);
  if (snapshot === null || !(await journal.confirms(snapshot.position))) return null;
  return { state: snapshot.state, position: snapshot.position, pending: null };
}
