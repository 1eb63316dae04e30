import type { Entry } from '../entry/entry.js';
import { START } from '../entry/position.js';
import type { Journal } from '../store/journal.js';
import { readSnapshot } from '../store/snapshot.js';
import { type EvolveState, fold, type Projection } from './fold.js';
import { foldWhole } from './fold-whole.js';
import { isHistoryEntry } from './timeline.js';

/**
 * The state that the journal stands for. It is the fold of the entries after the snapshot, where
 * the journal confirms the snapshot's position; otherwise of all entries, from `initial`. A
 * snapshot that is missing, damaged, of another version or of another journal is ignored, never an
 * error.
 * @param version of the state's shape, as {@link readSnapshot} takes it
 * @throws JournalError as `Journal.read` and `fold`
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
    unconfirmed: null,
  };
  const tail = await journal.read(base.position);
  if (!tail.entries.some(reselects)) return fold(base, tail, evolve);
  // An undo changes which earlier entries are in effect, so the fold starts from the beginning.
  const { entries, end } = base.position.seq === 0 ? tail : await journal.read();
  const { state, pending, unconfirmed } = foldWhole(entries, initial, evolve);
  return { state, position: end, pending, unconfirmed };
}

async function fromSnapshot<S>(
  journal: Journal,
  file: string,
  version: string,
): Promise<Projection<S> | null> {
  const snapshot = readSnapshot<S>(file, version);
  if (snapshot === null || !(await journal.confirms(snapshot.position))) return null;
  const { state, position, unconfirmed } = snapshot;
  return { state, position, pending: null, unconfirmed };
}

/** Whether an entry may change which earlier ones are in effect. */
function reselects(entry: Entry): boolean {
  return isHistoryEntry(entry) && entry.type !== 'confirm';
}
